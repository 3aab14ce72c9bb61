use reqwest::{Response, header::AUTHORIZATION};

use crate::server::{Server, browser, filled, folder};

const KEY: &str = "skinlink-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
const TOKEN: &str = "a-token-that-we-chose";
const EARNEST: [(&str, &str); 4] = [
    ("SKINLINK_DEMONSTRATION", "off"),
    ("SKINLINK_NOTIFY_API_KEY", KEY),
    ("SKINLINK_NOTIFY_RECEIPT_TOKEN", TOKEN),
    ("SKINLINK_NOTIFY_TEMPLATE", "f33517ff-2a88-4f6e-b855-c550268ce08a"),
];

async fn post(server: &Server, authorization: &str, body: String) -> Response {
    let request = browser().post(server.path("/notify/receipts")).header(AUTHORIZATION, authorization);
    request.header("content-type", "application/json").body(body).send().await.unwrap()
}

fn receipt() -> String {
    r#"{"id":"740e5834-3a29-46b4-9a6f-16142fde533a","reference":"0","to":"07700900003","status":"delivered"}"#
        .to_owned()
}

#[tokio::test]
async fn receipts_are_taken_from_who_shows_the_token_and_are_small() {
    let data = folder();
    let server = Server::start_with(&data, &EARNEST);
    for wrong in ["", "Bearer", "Bearer ", "Basic a-token-that-we-chose", "Bearer another-token-altogether"] {
        assert_eq!(post(&server, wrong, receipt()).await.status(), 401, "{wrong}");
    }
    let right = format!("Bearer {TOKEN}");
    assert_eq!(post(&server, &right, receipt()).await.status(), 204, "of nothing that is known here, and taken");
    assert_eq!(post(&server, &right, receipt()).await.status(), 204, "the same again");
    assert_eq!(post(&server, &right, "{\"id\":".to_owned()).await.status(), 400);
    let long = receipt().replace("delivered", &"x".repeat(100_000));
    assert_eq!(post(&server, &right, long).await.status(), 400);
    let log = server.log();
    assert!(log.contains("texts leave by GOV.UK Notify"), "{log}");
    for secret in [TOKEN, "3d844edf", "07700900003"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[tokio::test]
async fn without_a_token_or_in_a_demonstration_there_are_none() {
    let data = folder();
    let server = Server::start_with(&data, &[("SKINLINK_DEMONSTRATION", "off")]);
    assert_eq!(post(&server, "Bearer ", receipt()).await.status(), 404);
    assert!(server.log().contains("no texts leave"), "{}", server.log());
    drop(server);
    let data = filled();
    let server = Server::start_with(&data, &EARNEST[1..]);
    assert_eq!(post(&server, &format!("Bearer {TOKEN}"), receipt()).await.status(), 404);
    assert!(server.log().contains("nothing leaves a demonstration"));
}
