//! Loading: the flat file and when it is passed over, and what cannot be loaded.

use std::path::{Path, PathBuf};

use dateline_lang::Pipeline;

/// A copy of a tiny pipeline that is removed in the end.
struct Copy(PathBuf);

impl Copy {
    fn new(name: &str) -> Self {
        let to = std::env::temp_dir().join(format!("dateline-lang-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&to);
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/pipelines/shared"), &to);
        Copy(to)
    }

    fn config(&self, from: &str, to: &str) {
        let path = self.0.join("config.cfg");
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains(from), "{from}");
        std::fs::write(&path, text.replace(from, to)).unwrap();
    }

    fn error(&self) -> String {
        Pipeline::load(&self.0).err().expect("an error").to_string()
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).unwrap();
        }
    }
}

fn tags(pipeline: &Pipeline) -> Vec<String> {
    let doc = pipeline.parse("The union said on Monday that it would meet Ms Alvarez in Accra.");
    (0..doc.len()).map(|i| format!("{} {} {} {}", doc.word(i), doc.tag(i), doc.dep(i), doc.ent(i))).collect()
}

#[test]
fn the_flat_file_says_the_same() {
    let folder = Copy::new("same");
    let straight = tags(&Pipeline::load(&folder.0).unwrap());
    assert!(Pipeline::convert(&folder.0).unwrap().exists());
    assert_eq!(tags(&Pipeline::load(&folder.0).unwrap()), straight);
}

#[test]
fn a_flat_file_out_of_date_is_passed_over() {
    let folder = Copy::new("stale");
    Pipeline::convert(&folder.0).unwrap();
    // The tagger's labels change: a flat file that were used would not know.
    let path = folder.0.join("tagger/cfg");
    let cfg = std::fs::read_to_string(&path).unwrap();
    std::fs::write(&path, cfg.replace("\"DT\"", "\"DETERMINER\"")).unwrap();
    assert!(tags(&Pipeline::load(&folder.0).unwrap())[0].contains("DETERMINER"));
    folder.config("disabled = []", "disabled = [\"tagger\"]");
    assert!(tags(&Pipeline::load(&folder.0).unwrap())[0].starts_with("The  "));
}

#[test]
fn a_broken_flat_file_is_passed_over() {
    let folder = Copy::new("broken");
    let flat = Pipeline::convert(&folder.0).unwrap();
    let whole = std::fs::read(&flat).unwrap();
    for bytes in [&whole[..whole.len() / 2], &[], b"dateline-lang 99 and more"] {
        std::fs::write(&flat, bytes).unwrap();
        assert!(Pipeline::load(&folder.0).is_ok());
    }
}

#[test]
fn what_cannot_be_run_is_named() {
    let folder = Copy::new("transformer");
    folder.config("spacy.Tok2Vec.v2", "spacy-transformers.TransformerModel.v3");
    let error = folder.error();
    assert!(error.contains("`tok2vec`") && error.contains("spacy-transformers.TransformerModel.v3"), "{error}");
    let folder = Copy::new("spancat");
    folder.config("factory = \"ner\"", "factory = \"spancat\"");
    assert!(folder.error().contains("component `ner` uses the factory `spancat`"), "{}", folder.error());
}

#[test]
fn a_missing_or_broken_file_is_named() {
    let folder = Copy::new("missing");
    std::fs::write(folder.0.join("ner/model"), b"\x81\xa5nodes").unwrap();
    assert!(folder.error().contains("model: broken MessagePack"), "{}", folder.error());
    std::fs::remove_file(folder.0.join("ner/model")).unwrap();
    let error = folder.error();
    assert!(error.contains("model: ") && error.contains("ner"), "{error}");
    assert!(Pipeline::load(Path::new("/no/such/folder")).err().expect("an error").to_string().contains("config.cfg"));
}

#[test]
fn threads_share_a_pipeline() {
    let folder = Copy::new("threads");
    let pipeline = Pipeline::load(&folder.0).unwrap();
    let want = tags(&pipeline);
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(|| (0..20).all(|_| tags(&pipeline) == want))).collect();
        assert!(threads.into_iter().all(|t| t.join().unwrap()));
    });
}
