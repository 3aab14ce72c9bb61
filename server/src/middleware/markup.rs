use std::mem;

use axum::{
    body::{Body, Bytes},
    extract::Request,
    http::header,
    middleware::Next,
    response::Response,
};
use futures::{StreamExt, stream};

/// Makes valid HTML of the pages that Leptos writes.
pub(crate) async fn mend(request: Request, next: Next) -> Response {
    mended(next.run(request).await)
}

/// The same of one page that did not come by a route.
pub(crate) fn mended(response: Response) -> Response {
    let kind = response.headers().get(header::CONTENT_TYPE);
    if !kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    parts.headers.remove(header::CONTENT_LENGTH);
    let chunks = body.into_data_stream().map(Some).chain(stream::iter([None]));
    let mended = chunks.scan(Mender::default(), |mender, chunk| {
        let bytes = match chunk {
            Some(Ok(chunk)) => Ok(mender.push(&chunk)),
            Some(Err(error)) => Err(error),
            None => Ok(mender.end()),
        };
        std::future::ready(Some(bytes))
    });
    Response::from_parts(parts, Body::from_stream(mended))
}

const MARKER: &[u8] = b"<!>";
const COMMENT: &[u8] = b"<!---->";
const BODY: &[u8] = b"</body>";
const END: &[u8] = b"</html>";

/// Leptos marks places for hydration with `<!>`, which browsers read as an empty comment and report as an error: here it
/// becomes one that is written properly, the same node to every script. And it ends the document before its last scripts:
/// the end is moved behind them, where browsers move it too. What people typed cannot be taken for either: in it `<` is
/// always escaped.
#[derive(Default)]
struct Mender {
    /// The end of a piece that may be the beginning of something.
    held: Vec<u8>,
    /// Past the body's end.
    has_ended: bool,
}

impl Mender {
    fn push(&mut self, chunk: &[u8]) -> Bytes {
        let mut bytes = mem::take(&mut self.held);
        bytes.extend_from_slice(chunk);
        let mut mended = Vec::with_capacity(bytes.len() + bytes.len() / 8);
        let mut rest = bytes.as_slice();
        while let Some(at) = rest.iter().position(|byte| *byte == b'<') {
            mended.extend_from_slice(&rest[..at]);
            rest = &rest[at..];
            if let Some(after) = rest.strip_prefix(MARKER) {
                // Behind the body nothing is hydrated.
                mended.extend_from_slice(if self.has_ended { b"" } else { COMMENT });
                rest = after;
            } else if let Some(after) = rest.strip_prefix(BODY).or_else(|| rest.strip_prefix(END)) {
                self.has_ended = true;
                rest = after;
            } else if [MARKER, BODY, END].iter().any(|whole| whole.starts_with(rest)) {
                self.held = rest.to_vec();
                rest = b"";
            } else {
                mended.push(b'<');
                rest = &rest[1..];
            }
        }
        mended.extend_from_slice(rest);
        mended.into()
    }

    fn end(&mut self) -> Bytes {
        let mut last = mem::take(&mut self.held);
        if self.has_ended {
            last.extend_from_slice(BODY);
            last.extend_from_slice(END);
        }
        last.into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(chunks: &[&str]) -> String {
        let mut mender = Mender::default();
        let mut whole: Vec<u8> = chunks.iter().flat_map(|chunk| mender.push(chunk.as_bytes())).collect();
        whole.extend(mender.end());
        String::from_utf8(whole).expect("text")
    }

    #[test]
    fn wherever_a_page_is_cut_it_comes_out_the_same() {
        let page =
            "<!DOCTYPE html><!><html><body><p>a &lt;!> b</p><!><!--s--><!></body><!></html><!><script>1<2</script>";
        let right = "<!DOCTYPE html><!----><html><body><p>a &lt;!> b</p><!----><!--s--><!----><script>1<2</script></body></html>";
        for first in 0..page.len() {
            for second in first..page.len() {
                assert_eq!(mended(&[&page[..first], &page[first..second], &page[second..]]), right);
            }
        }
        assert_eq!(mended(&["<p>no page</p><", "!"]), "<p>no page</p><!");
    }
}
