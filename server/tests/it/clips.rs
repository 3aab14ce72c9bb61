//! Clips over a real socket: sent as pictures are, played by ranges.

use base64::{Engine, engine::general_purpose::STANDARD};
use imaging::synthetic;
use reqwest::{Response, StatusCode};

use crate::{
    job::{Referrer, photograph},
    server::{Server, browser, demo, filled, signed_in},
};

fn text<'a>(answer: &'a Response, header: &str) -> &'a str {
    answer.headers().get(header).unwrap_or_else(|| panic!("no {header}")).to_str().unwrap()
}

#[tokio::test]
async fn a_clip_is_sent_and_played_by_ranges() {
    let data = filled();
    let server = Server::start(&data);
    let browser_of_referrer = signed_in(&server, &demo(&data), "referrer").await;
    let referrer = Referrer { browser: browser_of_referrer, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let metadata = format!("case {},view {}", STANDARD.encode(&case), STANDARD.encode("close_up"));
    let picture = referrer.send_file(metadata.clone(), photograph()).await;
    let image = text(&picture, "skinlink-image").to_owned();
    let of_clip = format!("{metadata},clip_of {}", STANDARD.encode(&image));

    let refused = referrer.send_file(of_clip.clone(), photograph()).await;
    assert_eq!(refused.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.text().await.unwrap().contains("not_a_video"));
    let unknown = format!("{metadata},clip_of {}", STANDARD.encode("no id"));
    assert_eq!(referrer.send_file(unknown, synthetic::clip(900, 10)).await.status(), StatusCode::BAD_REQUEST);

    // More than is opened at a time.
    let sent = referrer.send_file(of_clip.clone(), synthetic::clip(2_000, 2_500_000)).await;
    assert_eq!((sent.status(), text(&sent, "skinlink-image")), (StatusCode::NO_CONTENT, image.as_str()));
    let second = referrer.send_file(of_clip, synthetic::clip(900, 10)).await;
    assert_eq!(second.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert!(second.text().await.unwrap().contains("too_many_videos"));

    let url = server.path(&format!("/images/{image}/clip"));
    let whole = referrer.browser.get(&url).send().await.unwrap();
    assert_eq!((whole.status(), text(&whole, "content-type")), (StatusCode::OK, "video/webm"));
    assert_eq!((text(&whole, "accept-ranges"), text(&whole, "cache-control")), ("bytes", "no-store"));
    assert_eq!(text(&whole, "x-content-type-options"), "nosniff");
    let whole = whole.bytes().await.unwrap();
    let length = whole.len();
    for (asked, from, to) in [
        ("bytes=0-", 0, length),
        ("bytes=0-0", 0, 1),
        ("bytes=1048570-1048600", 1_048_570, 1_048_601),
        ("bytes=2000000-", 2_000_000, length),
        ("bytes=-7", length - 7, length),
    ] {
        let part = referrer.browser.get(&url).header("range", asked).send().await.unwrap();
        assert_eq!(part.status(), StatusCode::PARTIAL_CONTENT, "{asked}");
        assert_eq!(text(&part, "content-range"), format!("bytes {from}-{}/{length}", to - 1));
        assert_eq!(text(&part, "content-length"), (to - from).to_string());
        assert!(part.bytes().await.unwrap() == whole[from..to], "{asked}");
    }
    let beyond = referrer.browser.get(&url).header("range", format!("bytes={length}-")).send().await.unwrap();
    assert_eq!(beyond.status(), StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(text(&beyond, "content-range"), format!("bytes */{length}"));
    let several = referrer.browser.get(&url).header("range", "bytes=0-1,5-6").send().await.unwrap();
    assert_eq!(several.status(), StatusCode::OK, "several ranges are answered with all");
    drop(several);
    assert_eq!(browser().get(&url).send().await.unwrap().status(), StatusCode::NOT_FOUND, "nobody signed in");
    for path in ["/images/nothing/clip", "/images/0190163d-8694-739b-aea5-966c26f8ad90/clip"] {
        let answer = referrer.browser.get(server.path(path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}
