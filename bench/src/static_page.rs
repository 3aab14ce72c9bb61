//! The page's peer: the same bytes, from memory.

use std::{fs, path::Path};

use axum::{Router, http::header, routing::get, serve::ListenerExt};
use bytes::Bytes;
use tokio::net::TcpListener;

use crate::Result;

/// Serves `file` at `/` until killed, after printing its address: as much as axum and this load can do here.
pub(crate) async fn serve(file: &Path) -> Result<()> {
    let page = Bytes::from(fs::read(file)?);
    let headers = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::CONTENT_ENCODING, "zstd")];
    let router = Router::new().route("/", get(move || async move { (headers, page) }));
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    println!("{}", listener.local_addr()?);
    // As the server under test does.
    let listener = listener.tap_io(|stream| stream.set_nodelay(true).unwrap_or_default());
    Ok(axum::serve(listener, router).await?)
}
