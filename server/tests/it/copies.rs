//! A copy of a picture is a file to keep, and nobody gets one of what is not theirs.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::StatusCode;

use crate::{
    job::{Referrer, photograph},
    server::{Server, browser, demo, filled, signed_in},
};

#[tokio::test]
async fn a_copy_is_a_file_without_a_name_in_it() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    let referrer = Referrer { browser: signed_in(&server, &demo, "referrer").await, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let metadata = format!("case {},view {}", STANDARD.encode(&case), STANDARD.encode("close_up"));
    let sent = referrer.send_file(metadata, photograph()).await;
    let image = sent.headers().get("skinlink-image").unwrap().to_str().unwrap();
    let url = server.path(&format!("/images/{image}/copy"));
    let form = [("purpose", "vision"), ("marks", "on")];

    let copy = referrer.browser.post(&url).form(&form).send().await.unwrap();
    assert_eq!(copy.status(), StatusCode::OK);
    let said = |name: &str| copy.headers().get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(said("content-type"), "image/jpeg");
    let short = case[case.len() - 8..].to_uppercase();
    let name = format!("attachment; filename=\"case-{short}-lesion-1-close_up.jpg\"");
    assert_eq!(said("content-disposition"), name, "two patients’ files are not mixed up, and name nobody");
    assert_eq!((said("cache-control"), said("x-content-type-options")), ("no-store".into(), "nosniff".into()));
    assert!(copy.bytes().await.unwrap().starts_with(&[0xff, 0xd8, 0xff]));

    let looked_ahead = referrer.browser.get(&url).send().await.unwrap();
    assert_eq!(looked_ahead.status(), StatusCode::METHOD_NOT_ALLOWED, "only a press takes a copy");
    let unknown = referrer.browser.post(&url).form(&[("purpose", "facebook")]).send().await.unwrap();
    assert!(unknown.status().is_client_error(), "{}", unknown.status());
    let specialist = signed_in(&server, &demo, "specialist").await;
    for stranger in [browser(), specialist] {
        assert_eq!(stranger.post(&url).form(&form).send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
}
