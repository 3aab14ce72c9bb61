//! What the built site's files are called.

use std::sync::Arc;

/// Files that are kept by browsers for ever have their content's hash in their names: this knows it. Where nothing was
/// hashed, as in a build to try something, they have none.
#[derive(Debug, Clone, Default)]
pub struct BuiltNames(Arc<[(String, String)]>);

impl BuiltNames {
    /// From the list that the build writes: `css: 7df5221ab792a75651f3`, one kind of file a line.
    pub fn listed(list: &str) -> Self {
        let lines = list.lines().filter_map(|line| line.split_once(':'));
        Self(lines.map(|(kind, hash)| (kind.trim().to_owned(), hash.trim().to_owned())).collect())
    }

    /// From the files themselves: `pkg/skinlink.7df5221ab792a75651f3.css`.
    pub fn of_files<'a>(paths: impl Iterator<Item = &'a str>) -> Self {
        let hash_and_kind = |path: &'a str| path.strip_prefix("pkg/skinlink.")?.split_once('.');
        let is_one_file = |(_, kind): &(&str, &str)| matches!(*kind, "css" | "js" | "wasm");
        let found = paths.filter_map(hash_and_kind).filter(is_one_file);
        Self(found.map(|(hash, kind)| (kind.to_owned(), hash.to_owned())).collect())
    }

    /// Whether a file's name changes with its content.
    pub fn are_hashed(&self) -> bool {
        !self.0.is_empty()
    }

    /// The path of the one file of this kind (`css`, `js`, `wasm`), without a slash before it.
    pub fn path(&self, kind: &str) -> String {
        match self.0.iter().find(|(of, _)| of == kind) {
            Some((_, hash)) => format!("pkg/skinlink.{hash}.{kind}"),
            None => format!("pkg/skinlink.{kind}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_and_the_files_say_the_same() {
        let listed = BuiltNames::listed("js: ab12\nwasm: cd34\ncss: ef56\n");
        let files = ["robots.txt", "pkg/skinlink.ab12.js", "pkg/skinlink.ab12.js.br", "pkg/skinlink.cd34.wasm"];
        let found = BuiltNames::of_files(files.into_iter().chain(["pkg/skinlink.ef56.css", "photos/photos.js"]));
        for kind in ["js", "wasm", "css"] {
            assert_eq!(listed.path(kind), found.path(kind));
        }
        assert_eq!(found.path("css"), "pkg/skinlink.ef56.css");
        assert!(listed.are_hashed() && found.are_hashed());
    }

    #[test]
    fn nothing_hashed_is_called_by_its_plain_name() {
        for none in [BuiltNames::default(), BuiltNames::of_files(["pkg/skinlink.css", "pkg/skinlink.wasm"].into_iter())]
        {
            assert!(!none.are_hashed());
            assert_eq!(none.path("css"), "pkg/skinlink.css");
        }
    }
}
