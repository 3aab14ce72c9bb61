//! Paths on this site that arrive from outside: where to go after signing in.

/// `text` when it is a path on this site, so that nobody is sent to another site by a link that starts with our name.
/// A browser reads `//host` and `/\host` as another site's address and skips control characters while reading.
pub(crate) fn checked(text: &str) -> Option<&str> {
    let local = text.starts_with('/')
        && !text[1..].starts_with(['/', '\\'])
        && text.bytes().all(|b| matches!(b, b'!'..=b'~') && b != b'\\');
    local.then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_paths_on_this_site_pass() {
        for right in ["/home", "/cases/0190?list=waiting", "/"] {
            assert_eq!(checked(right), Some(right));
        }
        for wrong in ["", "home", "//evil.example", "/\\evil.example", "https://evil.example", "/a\nb", "/é", "/a b"] {
            assert_eq!(checked(wrong), None, "{wrong:?}");
        }
    }
}
