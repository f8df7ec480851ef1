//! The page itself: the files that `make page` built, compiled in.

use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// A file of the page.
pub struct Asset {
    pub path: &'static str,
    pub kind: &'static str,
    pub bytes: &'static [u8],
}

/// All of them; nothing else is served, whatever path is asked for.
pub static ASSETS: &[Asset] = &[
    Asset { path: "/assets/page.js", kind: "text/javascript; charset=utf-8", bytes: include_bytes!("../page/assets/page.js") },
    Asset { path: "/assets/page.css", kind: "text/css; charset=utf-8", bytes: include_bytes!("../page/assets/page.css") },
    Asset { path: "/assets/world.json", kind: "application/json", bytes: include_bytes!("../page/assets/world.json") },
    Asset {
        path: "/assets/inter-latin-wght-normal.woff2",
        kind: "font/woff2",
        bytes: include_bytes!("../page/assets/inter-latin-wght-normal.woff2"),
    },
    Asset {
        path: "/assets/source-serif-4-latin-wght-normal.woff2",
        kind: "font/woff2",
        bytes: include_bytes!("../page/assets/source-serif-4-latin-wght-normal.woff2"),
    },
    Asset { path: "/assets/icon.svg", kind: "image/svg+xml", bytes: include_bytes!("../page/assets/icon.svg") },
];

static INDEX: Asset = Asset { path: "/", kind: "text/html; charset=utf-8", bytes: include_bytes!("../page/index.html") };

/// The asset of that path, else the page: its script reads the path and shows the view.
pub fn serve(path: &str, headers: &HeaderMap) -> Response {
    if path.starts_with("/assets/") {
        return ASSETS.iter().find(|a| a.path == path).map_or_else(|| StatusCode::NOT_FOUND.into_response(), |a| answer(a, headers));
    }
    answer(&INDEX, headers)
}

fn answer(asset: &'static Asset, headers: &HeaderMap) -> Response {
    let tag = format!("\"{:016x}\"", fingerprint(asset.bytes));
    let common = [(header::ETAG, tag.clone()), (header::CACHE_CONTROL, "no-cache".to_owned())];
    if headers.get(header::IF_NONE_MATCH).is_some_and(|known| known == tag.as_str()) {
        return (StatusCode::NOT_MODIFIED, common).into_response();
    }
    (common, [(header::CONTENT_TYPE, asset.kind)], asset.bytes).into_response()
}

/// FNV-1a: tells one build from another.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |h, b| (h ^ u64::from(*b)).wrapping_mul(0x100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    const CRATE: &str = env!("CARGO_MANIFEST_DIR");

    fn files(folder: &Path) -> Vec<PathBuf> {
        let entries = fs::read_dir(folder).expect("a folder of the page").map(|e| e.expect("an entry").path());
        entries.flat_map(|p| if p.is_dir() { files(&p) } else { vec![p] }).collect()
    }

    #[test]
    fn the_committed_page_is_built_from_the_sources() {
        let web = Path::new(CRATE).join("web");
        let stamp = fs::read_to_string(Path::new(CRATE).join("page/sources.txt")).expect("`make page` writes it");
        let told: BTreeSet<&str> = stamp.lines().filter_map(|l| Some(l.split_once(' ')?.1)).collect();
        for line in stamp.lines() {
            let (hash, path) = line.split_once(' ').expect("hash and path");
            let bytes = fs::read(web.join(path)).unwrap_or_default();
            assert_eq!(
                format!("{:016x}", fingerprint(&bytes)),
                hash,
                "web/{path} has changed since the page was built: run `make page` and commit it"
            );
        }
        for file in ["src", "public"].iter().flat_map(|f| files(&web.join(f))) {
            let path = file.strip_prefix(&web).expect("inside").to_string_lossy().replace('\\', "/");
            assert!(told.contains(path.as_str()), "web/{path} is new since the page was built: run `make page` and commit it");
        }
    }

    #[test]
    fn every_file_of_the_page_is_served_and_no_script_stands_in_its_html() {
        let page = Path::new(CRATE).join("page/assets");
        let served: BTreeSet<String> = ASSETS.iter().map(|a| a.path.to_owned()).collect();
        let built: BTreeSet<String> =
            files(&page).iter().map(|f| format!("/assets/{}", f.file_name().expect("a name").to_string_lossy())).collect();
        assert_eq!(served, built);
        let html = String::from_utf8_lossy(INDEX.bytes);
        assert!(html.matches("<script").count() == html.matches("<script type=\"module\" crossorigin src=\"/assets/").count(), "{html}");
        assert!(!html.contains("style=") && !html.contains(" on") && !html.contains("<style"), "{html}");
    }
}
