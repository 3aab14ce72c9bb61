//! The built site's files: inside of this program, as it is shipped, or in a folder, as it is while it is worked on.

#[cfg(any(test, feature = "embedded-site"))]
mod inside;

use std::{
    fmt::{self, Display},
    fs,
    path::{Path, PathBuf},
};

use app::BuiltNames;
use axum::{
    body::Body,
    http::{HeaderValue, Request, header},
    response::{IntoResponse, Response},
};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// Where the site lies when nobody says where, and it is not inside of this program.
#[cfg(not(feature = "embedded-site"))]
const FOLDER: &str = "target/site";

/// The files, and what they are called. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    files: Files,
    names: BuiltNames,
}

#[derive(Debug, Clone)]
enum Files {
    Folder(PathBuf),
    #[cfg(any(test, feature = "embedded-site"))]
    Inside(inside::Inside),
}

/// The site that `make site` built before this program. Compiled in whole: a program copied alone serves everything.
#[cfg(feature = "embedded-site")]
#[derive(rust_embed::Embed)]
#[folder = "../target/site"]
struct Built;

impl Site {
    /// The one in `folder`; without it the one inside of this program, where there is one.
    pub(crate) fn open(folder: Option<&Path>) -> Self {
        match folder {
            Some(folder) => Self::in_folder(folder),
            #[cfg(feature = "embedded-site")]
            None => Self::inside::<Built>(),
            #[cfg(not(feature = "embedded-site"))]
            None => Self::in_folder(Path::new(FOLDER)),
        }
    }

    fn in_folder(folder: &Path) -> Self {
        // scripts/site.sh writes the list of the hashed names beside the binary; where it is not, nothing was hashed.
        let list = std::env::current_exe().and_then(|exe| fs::read_to_string(exe.with_file_name("hash.txt")));
        let names = list.map(|list| BuiltNames::listed(&list)).unwrap_or_default();
        Self { files: Files::Folder(folder.to_owned()), names }
    }

    #[cfg(any(test, feature = "embedded-site"))]
    fn inside<E: rust_embed::Embed>() -> Self {
        let paths: Vec<_> = E::iter().collect();
        let names = BuiltNames::of_files(paths.iter().map(AsRef::as_ref));
        Self { files: Files::Inside(inside::Inside::of::<E>()), names }
    }

    /// What the files are called.
    pub(crate) fn names(&self) -> &BuiltNames {
        &self.names
    }

    /// Whether the stylesheet that pages will ask for is there. Where it is not, the site is missing or another build's.
    pub(crate) fn has_styles(&self) -> bool {
        let styles = self.names.path("css");
        match &self.files {
            Files::Folder(folder) => folder.join(styles).exists(),
            #[cfg(any(test, feature = "embedded-site"))]
            Files::Inside(inside) => inside.has(&styles),
        }
    }

    /// The answer to a GET or HEAD: the file, in the smallest form that the asker takes, whole or in part. 404 where
    /// there is none.
    pub(crate) async fn answer(&self, request: Request<Body>) -> Response {
        let mut response = match &self.files {
            Files::Folder(folder) => {
                let files = ServeDir::new(folder)
                    .append_index_html_on_directories(false)
                    .precompressed_br()
                    .precompressed_gzip();
                let Ok(response) = files.oneshot(request).await;
                response.into_response()
            }
            #[cfg(any(test, feature = "embedded-site"))]
            Files::Inside(inside) => inside.answer(&request),
        };
        if !response.status().is_client_error() {
            // A cache between must not give Brotli to who cannot read it.
            response.headers_mut().insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        response
    }
}

impl Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.files {
            Files::Folder(folder) => folder.display().fmt(f),
            #[cfg(any(test, feature = "embedded-site"))]
            Files::Inside(_) => f.write_str("inside of this program"),
        }
    }
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, Method, StatusCode};

    use super::*;

    /// A small site: one file with both packed copies, one with Brotli alone, one with none, an empty one.
    #[derive(rust_embed::Embed)]
    #[folder = "tests/site"]
    struct Small;

    const SMALL: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/site");

    type Answer = (StatusCode, HeaderMap, Vec<u8>);

    async fn ask(site: &Site, method: &Method, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut request = Request::builder().method(method).uri(path);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, body) = site.answer(request.body(Body::empty()).unwrap()).await.into_parts();
        let body = axum::body::to_bytes(body, 1_000_000).await.unwrap();
        (parts.status, parts.headers, body.to_vec())
    }

    async fn same(path: &str, headers: &[(&str, &str)]) -> Answer {
        let (inside, folder) = (Site::inside::<Small>(), Site::in_folder(Path::new(SMALL)));
        let mut of_get = None;
        for method in [Method::HEAD, Method::GET] {
            let (one, other) = (ask(&inside, &method, path, headers).await, ask(&folder, &method, path, headers).await);
            assert_eq!((one.0, &one.1), (other.0, &other.1), "{method} {path} with {headers:?}");
            // What follows the head of a HEAD is never sent.
            assert!(method == Method::HEAD || one.2 == other.2, "{path} with {headers:?}");
            of_get = Some(one);
        }
        of_get.unwrap()
    }

    #[tokio::test]
    async fn what_is_inside_answers_as_the_folder_does_header_by_header() {
        let paths = [
            "/pkg/skinlink.0123456789abcdef0123.css",
            "/alive.js",
            "/robots.txt",
            "/robots.txt/",
            "/./robots%2etxt",
            "/empty.txt",
            "/pkg",
            "/pkg/",
            "/nothing.js",
            "/pkg/../robots.txt",
            "/..%2frobots.txt",
            "/%ff",
            "/",
        ];
        let accepted = [
            "",
            "gzip",
            "br",
            "gzip, deflate, br, zstd",
            "br;q=0.5, gzip;q=0.8",
            "br;q=0, gzip;q=0",
            "x-gzip",
            "identity, br;q=0.1",
            "BR; q=0.123",
            "br;q=2",
            "*",
        ];
        for path in paths {
            for encodings in accepted {
                same(path, &[("accept-encoding", encodings)]).await;
            }
            for range in ["bytes=0-3", "bytes=2-", "bytes=-2", "bytes=0-0,2-3", "bytes=9999-", "bits=1", "bytes=3-1"] {
                same(path, &[("range", range)]).await;
                same(path, &[("range", range), ("accept-encoding", "br")]).await;
            }
        }
    }

    #[tokio::test]
    async fn what_a_browser_has_is_not_sent_again() {
        let path = "/alive.js";
        let (_, headers, body) = same(path, &[("accept-encoding", "br")]).await;
        assert_eq!(headers["content-encoding"], "br");
        assert_eq!(headers["vary"], "accept-encoding");
        assert!(!body.is_empty());
        let since = headers["last-modified"].to_str().unwrap().to_owned();
        let (status, _, body) = same(path, &[("if-modified-since", &since), ("accept-encoding", "br")]).await;
        assert_eq!((status, body.len()), (StatusCode::NOT_MODIFIED, 0));
        let old = "Thu, 01 Jan 1998 00:00:00 GMT";
        assert_eq!(same(path, &[("if-modified-since", old)]).await.0, StatusCode::OK);
        assert_eq!(same(path, &[("if-modified-since", "yesterday")]).await.0, StatusCode::OK);
        assert_eq!(same(path, &[("if-unmodified-since", old)]).await.0, StatusCode::PRECONDITION_FAILED);
        assert_eq!(same(path, &[("if-unmodified-since", &since)]).await.0, StatusCode::OK);
    }

    /// Whoever puts the program of before back wants its files back too: the browser's are newer, and not these.
    #[tokio::test]
    async fn after_a_step_back_a_newer_file_is_not_taken_for_this_one() {
        let newer = [("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT")];
        let (status, ..) = ask(&Site::inside::<Small>(), &Method::GET, "/alive.js", &newer).await;
        assert_eq!(status, StatusCode::OK);
    }

    #[test]
    fn a_site_of_another_build_is_noticed() {
        let folder = tempfile::tempdir().unwrap();
        let site = |list: Option<&str>| Site {
            files: Files::Folder(folder.path().to_owned()),
            names: list.map(BuiltNames::listed).unwrap_or_default(),
        };
        let list = "js: abc\nwasm: def\ncss: ghi\n";
        assert!(!site(None).has_styles(), "there is nothing");
        fs::create_dir(folder.path().join("pkg")).unwrap();
        fs::write(folder.path().join("pkg/skinlink.ghi.css"), "").unwrap();
        assert!(site(Some(list)).has_styles());
        assert!(!site(Some("css: jkl")).has_styles(), "another build's");
        assert!(!site(None).has_styles(), "the list of names was left behind");
        let inside = Site::inside::<Small>();
        assert!(inside.has_styles() && inside.names().are_hashed());
    }
}
