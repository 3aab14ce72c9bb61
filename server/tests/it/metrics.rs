//! Numbers for Prometheus, from the real server.

use crate::server::{Server, browser, demo, filled, link_of, open_link, signed_in};

/// What the server tells on the port of its own.
pub(crate) async fn numbers(server: &Server) -> String {
    let lines = server.log_lines();
    let told = lines.iter().find(|line| line["message"] == "tells numbers at /metrics").expect("a port of their own");
    let url = format!("http://{}/metrics", told["address"].as_str().unwrap());
    let answer = browser().get(url).send().await.unwrap();
    assert_eq!(answer.status(), 200);
    let kind = answer.headers()["content-type"].to_str().unwrap().to_owned();
    assert!(kind.starts_with("application/openmetrics-text"), "{kind}");
    answer.text().await.unwrap()
}

/// The number of the one line that begins so.
fn number(text: &str, begins: &str) -> f64 {
    let mut lines = text.lines().filter_map(|line| line.strip_prefix(begins));
    let (line, none) = (lines.next().unwrap_or_else(|| panic!("{begins} in:\n{text}")), lines.next());
    assert_eq!(none, None, "{begins} stands twice");
    line.trim().parse().unwrap()
}

#[tokio::test]
async fn routes_are_counted_by_their_patterns_and_nobody_is_named() {
    let data = filled();
    let server = Server::start_with(&data, &[("SKINLINK_METRICS_LISTEN", "127.0.0.1:0")]);
    let demo = demo(&data);
    let referrer = signed_in(&server, &demo, "referrer").await;
    let (token, _) = link_of(&demo);
    let stranger = browser();
    let link = open_link(&stranger, &server, &token).await;
    for path in ["/home", "/home", "/cases/0190c1a2-0000-7000-8000-000000000001"] {
        referrer.get(server.path(path)).send().await.unwrap();
    }
    for path in [format!("/p/{link}"), "/nothing/here?name=Quillfeather".to_owned(), "/healthz".to_owned()] {
        stranger.get(server.path(&path)).send().await.unwrap();
    }

    let text = numbers(&server).await;
    assert!(text.ends_with("# EOF\n"), "whole: {text}");
    assert_eq!(number(&text, "skinlink_requests_total{route=\"/home\",class=\"2xx\"}"), 2.0);
    assert_eq!(number(&text, "skinlink_requests_total{route=\"/sign-in\",class=\"3xx\"}"), 1.0);
    assert_eq!(number(&text, "skinlink_requests_total{route=\"/healthz\",class=\"2xx\"}"), 1.0);
    assert!(number(&text, "skinlink_requests_total{route=\"(no route)\",class=\"4xx\"}") >= 1.0);
    assert_eq!(number(&text, "skinlink_request_seconds_count{route=\"/home\"}"), 2.0);
    assert_eq!(number(&text, "skinlink_request_seconds_bucket{le=\"+Inf\",route=\"/home\"}"), 2.0);
    assert!(number(&text, "skinlink_request_seconds_sum{route=\"/home\"}") > 0.0);
    assert_eq!(number(&text, "skinlink_decoding{which=\"most\"}"), 2.0);
    assert_eq!(number(&text, "skinlink_decoding{which=\"now\"}"), 0.0);
    assert_eq!(number(&text, "skinlink_database_up"), 1.0);
    assert_eq!(number(&text, "skinlink_database_connections{pool=\"writes\",state=\"most\"}"), 1.0);
    assert_eq!(number(&text, "skinlink_deliveries{which=\"dead\"}"), 0.0);
    let of = |which: &str| number(&text, &format!("skinlink_deliveries{{which=\"{which}\"}}"));
    assert!(of("due") + of("taken_on") <= of("waiting"), "{text}");
    assert!(number(&text, "skinlink_deliveries_oldest_due_seconds") >= 0.0);
    assert!(number(&text, "skinlink_database_waits_total") >= 2.0, "the pages asked the database");
    assert!(number(&text, "skinlink_database_waits_seconds_total") > 0.0);
    assert!(number(&text, "skinlink_database_writes_total") >= 1.0, "signing in wrote");
    assert!(number(&text, "skinlink_database_writes_seconds_total") > 0.0);
    assert!(number(&text, "skinlink_accesses_waiting") >= 0.0);
    assert_eq!(number(&text, "skinlink_body_bytes{which=\"large\"}"), 0.0);
    assert_eq!(number(&text, "skinlink_body_bytes{which=\"small_most\"}"), 128_000_000.0);
    // The demonstration has cases that wait too long, and the home page of its practice counts what is late.
    for list in [
        "worklist",
        "changed",
        "to_refer",
        "to_tell",
        "not_reached",
        "photos_arrived",
        "not_sent",
        "to_read",
        "to_arrange",
    ] {
        number(&text, &format!("skinlink_late{{which=\"{list}\"}}"));
    }
    let home: serde_json::Value = referrer.post(server.path("/api/home")).send().await.unwrap().json().await.unwrap();
    for pair in home["late"].as_array().unwrap() {
        let (list, late) = (pair[0].as_str().unwrap(), pair[1].as_f64().unwrap());
        let everywhere = number(&text, &format!("skinlink_late{{which=\"{list}\"}}"));
        assert!(everywhere >= late, "{list}: {everywhere} in all practices, {late} in one");
    }

    for secret in [token.as_str(), link.as_str(), "Quillfeather", "0190c1a2", "osei", "nothing/here"] {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
    let not_there = browser().get(server.path("/metrics")).send().await.unwrap();
    assert_eq!(not_there.status(), 404, "not on the port that everybody reaches");
}

#[tokio::test]
async fn a_body_on_its_way_is_counted_until_it_is_there() {
    use std::io::Write;

    let data = filled();
    let server = Server::start_with(&data, &[("SKINLINK_METRICS_LISTEN", "127.0.0.1:0")]);
    let mut slow = std::net::TcpStream::connect(server.address()).unwrap();
    let head = "POST /sign-in HTTP/1.1\r\nhost: localhost:3000\r\norigin: http://localhost:3000\r\n\
                content-type: application/x-www-form-urlencoded\r\ncontent-length: 1000\r\n\r\nemail=";
    slow.write_all(head.as_bytes()).unwrap();
    assert!(becomes(&server, 1_000.0).await, "{}", numbers(&server).await);
    drop(slow);
    assert!(becomes(&server, 0.0).await, "{}", numbers(&server).await);
}

/// Whether so many bytes of small bodies are admitted, in a while.
async fn becomes(server: &Server, bytes: f64) -> bool {
    for _ in 0..300 {
        if number(&numbers(server).await, "skinlink_body_bytes{which=\"small\"}") == bytes {
            return true;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    false
}
