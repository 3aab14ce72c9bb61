use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::server::{Server, demo, filled, signed_in};

#[tokio::test]
async fn what_is_under_way_is_finished() {
    let data = filled();
    let server = Server::start(&data);
    let body = "email=nobody%40example.org&password=x";
    let mut connection = TcpStream::connect(server.address()).await.unwrap();
    let head = format!(
        "POST /sign-in HTTP/1.1\r\nhost: {}\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n",
        server.address(),
        body.len()
    );
    connection.write_all(head.as_bytes()).await.unwrap();
    connection.write_all(&body.as_bytes()[..10]).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;

    server.terminate();
    tokio::time::sleep(Duration::from_millis(500)).await;
    assert!(TcpStream::connect(server.address()).await.is_err(), "nobody new is let in");
    connection.write_all(&body.as_bytes()[10..]).await.unwrap();
    let mut answer = String::new();
    connection.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 401"), "the password is wrong, and was looked at: {answer}");
    assert!(server.stop().success());
}

#[tokio::test]
async fn live_updates_do_not_hold_up_the_end() {
    let data = filled();
    // For longer than `stop` waits.
    let server = Server::start_with(&data, &[("SKINLINK_SHUTDOWN_SECONDS", "600")]);
    let browser = signed_in(&server, &demo(&data), "specialist").await;
    let stream = browser.get(server.path("/events/worklist")).send().await.unwrap();
    assert_eq!(stream.headers()["x-accel-buffering"], "no", "nginx must not hold live updates back");
    assert_eq!(stream.headers()["content-type"], "text/event-stream");
    assert!(server.stop().success());
    stream.bytes().await.expect("the stream ends as it should");
}

#[tokio::test]
async fn something_stuck_is_cut_off() {
    let data = filled();
    let server = Server::start_with(&data, &[("SKINLINK_SHUTDOWN_SECONDS", "1")]);
    let mut stuck = TcpStream::connect(server.address()).await.unwrap();
    stuck.write_all(b"POST /sign-in HTTP/1.1\r\nhost: a\r\ncontent-length: 100\r\n\r\n").await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(server.stop().success());
}
