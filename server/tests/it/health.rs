use crate::server::{Server, browser, filled};

#[tokio::test]
async fn alive_and_ready_need_no_sign_in() {
    let data = filled();
    let server = Server::start(&data);
    for path in ["/healthz", "/readyz"] {
        let answer = browser().get(server.path(path)).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
    }
}

#[tokio::test]
async fn not_ready_without_objects() {
    let data = filled();
    let server = Server::start(&data);
    let objects = data.path().join("objects");
    std::fs::remove_dir_all(&objects).unwrap();
    // A file where the folder was: nothing can be written there, whoever runs the test.
    std::fs::write(&objects, "in the way").unwrap();
    assert_eq!(browser().get(server.path("/readyz")).send().await.unwrap().status(), 503);
    assert_eq!(browser().get(server.path("/healthz")).send().await.unwrap().status(), 200);
}
