//! The project's own sources, for the tests that read them.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Where people write code.
const ROOMS: [&str; 19] = [
    "app/src",
    "backend/src",
    "backend/tests",
    "bench/browser",
    "bench/src",
    "capture/src",
    "domain/src",
    "end2end",
    "frontend",
    "fuzz",
    "imaging/src",
    "imaging/tests",
    "locales",
    "public",
    "server/src",
    "server/tests",
    "style",
    "ui/src",
    "viewer/src",
];

/// Every file that a person writes, with its path from the repository's root.
pub fn sources() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned();
    let mut files = Vec::new();
    for room in ROOMS {
        find(&root.join(room), &mut files);
    }
    let named = |file: PathBuf| {
        let text = fs::read_to_string(&file).unwrap();
        (file.strip_prefix(&root).unwrap().to_string_lossy().into_owned(), text)
    };
    files.into_iter().map(named).collect()
}

fn find(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        // What was installed and what was built is not ours.
        if path.is_dir() && !matches!(name.as_str(), "node_modules" | "test-results" | "playwright-report") {
            let is_built = folder.ends_with("public") && matches!(name.as_str(), "imaging" | "photos");
            if !is_built {
                find(&path, files);
            }
        } else if ["rs", "ts", "js", "mjs", "scss", "yml", "html"].iter().any(|end| name.ends_with(&format!(".{end}")))
        {
            files.push(path);
        }
    }
}

/// A file that has more to say than this holds several ideas, each of which is found sooner in a file of its own.
const MOST_LINES: usize = 400;

#[test]
fn a_file_is_read_in_one_go() {
    let long = |(path, text): &(String, String)| {
        let lines = text.lines().count();
        (path.ends_with(".rs") && lines > MOST_LINES).then(|| format!("{path}: {lines} lines"))
    };
    let found: Vec<String> = sources().iter().filter_map(long).collect();
    assert!(found.is_empty(), "longer than {MOST_LINES} lines:\n{}", found.join("\n"));
}
