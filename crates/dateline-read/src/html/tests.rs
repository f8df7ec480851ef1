use crate::{Article, Articles, Options};

const STORY: &str =
    "<p>Envoys from Norland and Sudland met in the old town hall on Monday to speak of the bridge that both of them want.</p>
<p>The talks, which the mayor had asked for in spring, lasted for six hours, and neither side left the room before midnight.</p>
<figure><img src=a.jpg><figcaption>The bridge at dusk. Photo: A. Example</figcaption></figure>
<p>“We shall sign before winter comes,” said the envoy of Norland, who had come by train, &mdash; a promise that he made twice.</p>
<div class=\"newsletter-promo\"><p>Sign up for our letter.</p></div>
<p>Sudland&#8217;s minister, on the other hand, said that the price was still open and that nobody should count on a date.</p>";

fn page(head: &str, before: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>Envoys meet - The Daily</title>{head}</head><body><nav><ul><li><a href=/>Home</a></li><li>\
         <a href=/world>World</a></li></ul></nav><article><h1>Envoys meet</h1>{before}<p class=byline>By Ann Example</p>{STORY}</article>\
         <aside><h3>Most read</h3><a href=/1>A dog bites a man and the man bites the dog</a></aside><footer>Copyright The Daily</footer></body></html>"
    )
}

#[track_caller]
fn read(html: &str) -> Article {
    Articles::of_bytes("a.html", html, &Options::default()).next().expect("an item").expect("an article")
}

#[test]
fn the_story_and_nothing_around_it() {
    let text = read(&page("", "")).document.text;
    let paragraphs: Vec<&str> = text.split("\n\n").collect();
    assert_eq!(paragraphs.len(), 4, "{text}");
    assert!(paragraphs[0].starts_with("Envoys from Norland") && paragraphs[3].contains("Sudland’s minister"), "{text}");
    assert!(paragraphs[2].contains("comes,” said the envoy of Norland, who had come by train, — a promise"), "{text}");
    for around in ["Home", "Most read", "Copyright", "Ann Example", "Photo", "Sign up"] {
        assert!(!text.contains(around), "{around}: {text}");
    }
}

#[test]
fn json_ld_meta_and_what_is_shown_tell_date_and_publisher() {
    let json = "<script type=\"application/ld+json\">{\"@context\": \"https://schema.org\", \"@graph\": [{\"@type\": \"WebSite\", \"name\": \"No\"},
        {\"@type\": [\"NewsArticle\"], \"headline\": \"Envoys &amp; others meet\", \"datePublished\": \"2021-12-15T10:00:00+02:00\",
        \"publisher\": {\"@id\": \"#org\"}}, {\"@type\": \"Organization\", \"@id\": \"#org\", \"name\": \"The Daily\"}]}</script>";
    let d = read(&page(&format!("{json}<meta property=\"og:site_name\" content=\"No\"><meta name=date content=2020-01-01>"), "")).document;
    assert_eq!(
        (d.date, d.title.as_deref(), d.publisher.as_deref()),
        (Some(jiff::civil::date(2021, 12, 15)), Some("Envoys & others meet"), Some("The Daily"))
    );
    let meta =
        "<meta property=\"article:published_time\" content=\"2021-12-15T10:00:00Z\"><meta property=\"og:site_name\" content=\"The Daily\">
        <meta property=\"og:title\" content=\"Envoys meet\"><link rel=canonical href=\"https://daily.example/world/7\">";
    let d = read(&page(meta, "")).document;
    assert_eq!((d.date, d.title.as_deref()), (Some(jiff::civil::date(2021, 12, 15)), Some("Envoys meet")));
    assert_eq!((d.publisher.as_deref(), d.url.as_deref()), (Some("The Daily"), Some("https://daily.example/world/7")));
    let d =
        read(&page("<link rel=canonical href=\"https://www.daily.example/world/7\">", "<time datetime=\"2021-12-15\">Wednesday</time>"))
            .document;
    assert_eq!(
        (d.date, d.title.as_deref(), d.publisher.as_deref()),
        (Some(jiff::civil::date(2021, 12, 15)), Some("Envoys meet"), Some("daily.example"))
    );
    let d = read(&page("<link rel=canonical href=\"https://daily.example/2021/dec/15/envoys\">", "")).document;
    assert_eq!(d.date, Some(jiff::civil::date(2021, 12, 15)));
    assert_eq!(read(&page("<meta property=\"og:site_name\" content=\"Daily\">", "")).document.title.as_deref(), Some("Envoys meet"));
}

#[test]
fn encodings_are_as_declared() {
    let html = page("<meta charset=windows-1251>", "").replace("Envoys from", "Правда: envoys from");
    let (bytes, ..) = encoding_rs::WINDOWS_1251.encode(&html);
    let article = Articles::of_bytes("a.html", bytes.into_owned(), &Options::default()).next().expect("an item").expect("an article");
    assert!(article.document.text.starts_with("Правда: envoys"), "{}", article.document.text);
    assert!(article.diagnostics.iter().all(|d| d.code != "encoding"));
}

#[test]
fn pages_without_a_story_are_passed_over() {
    for html in
        ["<html></html>", "<!doctype html><title>A</title><nav><a href=/>Home</a></nav>", "<html><script>var a = 'text';</script></html>"]
    {
        let trouble = Articles::of_bytes("a.html", html, &Options::default()).next().expect("an item").expect_err(html);
        assert!(trouble.kind == crate::Kind::NoArticle && trouble.cause.contains("no main text"), "{trouble}");
    }
}

#[test]
fn short_and_old_pages_are_read() {
    assert_eq!(read("<html><body><p>Envoys met.<p>They left.</body></html>").document.text, "Envoys met.\n\nThey left.");
    let old = "<HTML><BODY><TABLE><TR><TD><FONT size=2>Envoys met in the old hall on Monday.<BR><BR>They left it on Tuesday, and said nothing.</FONT></TABLE>";
    assert_eq!(read(old).document.text, "Envoys met in the old hall on Monday.\n\nThey left it on Tuesday, and said nothing.");
}

/// Pages made to take long: none may take more than a few seconds.
#[test]
fn costly_pages_are_bounded() {
    let pages = [
        "<div><p>a, b, c</p></div>".repeat(60_000),
        format!("<html>{}", "<p>Envoys met, and left, and met.</p>".repeat(100_000)),
        format!("<html><body>{}", "<div class=byline>".repeat(900)),
        format!("<html><table>{}", "<tr><td>a</td><td>b, c</td></tr>".repeat(50_000)),
        format!("<html>{}", "a<br><br>".repeat(150_000)),
        format!("<html>{}", "<div>".repeat(400) + &"<p>Envoys met, and left.</p>".repeat(40_000)),
        format!("<html>{}", "<span>a, </span>".repeat(200_000)),
        format!("<html><p>{}", "x".repeat(20 << 20)),
        format!("<script type=application/ld+json>{}</script><p>a", "[".repeat(3 << 20)),
        format!("<html>{}", "<font>a".repeat(900)),
    ];
    for (i, html) in pages.into_iter().enumerate() {
        let begun = std::time::Instant::now();
        let items = Articles::of_bytes("a.html", html, &Options::default()).count();
        let took = begun.elapsed();
        println!("page {i}: {took:?}");
        assert!(items == 1 && took.as_secs() < 20, "page {i}: {took:?}");
    }
}
