use reqwest::multipart::{Form, Part};
use serde_json::{Value, json};

use crate::{
    job::{Referrer, answer, call, call_json, draft, fields, photograph, post_form},
    server::{Server, browser, demo, filled, open_link, signed_in, token_of},
};

const NAME: &str = "Zebedee Quillfeather";
/// Free text that nothing else contains.
const WORDS: [&str; 6] = ["xylophone", "marzipan", "gondolier", "periwinkle", "accordion", "tambourine"];

/// Goes through the whole job and looks for what was typed in the log, which is set to say far more than it usually
/// does.
#[tokio::test]
async fn no_name_number_token_or_free_text_reaches_the_log() {
    let data = filled();
    let way_in = demo(&data);
    let server = Server::start_with(&data, &[("SKINLINK_LOG", "debug,sqlx=debug,hyper=debug")]);
    let referrer = Referrer { browser: signed_in(&server, &way_in, "referrer").await, url: server.url.clone() };
    let specialist = signed_in(&server, &way_in, "specialist").await;

    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    let mut draft = draft(&request, NAME);
    draft["question"] = json!(WORDS[0]);
    draft["impression"] = json!(WORDS[1]);
    draft["response"]["history"] = json!(WORDS[2]);
    let saved = referrer.save_draft(&case, request["version"].as_i64().unwrap(), &draft).await.unwrap();
    call_json(&referrer.browser, &server.url, "photo-requests/text", &json!({ "case": case })).await.unwrap();

    let token = texted_token(&server, &referrer).await;
    patients_part(&server, &token).await;
    let version = call(&referrer.browser, &server.url, "cases/request", &fields(&[("case", &case)])).await.unwrap();
    assert!(version["version"].as_i64() >= saved["version"].as_i64());
    let sent = referrer.submit(&case, version["version"].as_i64().unwrap(), &draft).await.unwrap();
    assert_eq!(sent, format!("/cases/{case}?sent=1"));
    answer(&specialist, &server.url, &case, WORDS[3]).await.unwrap();
    go_wrong(&server, &token, &specialist).await;

    let log = server.log().to_lowercase();
    let numbers = [
        "9434765919",
        "943 476 5919",
        "943%20476",
        "07700900123",
        "07700 900123",
        "07700%20900",
        "+447700900123",
        "1948-03-12",
    ];
    let never = WORDS.into_iter().chain(numbers).chain([NAME, "zebedee", "quillfeather", token.as_str()]);
    for word in never {
        let found = log.lines().find(|line| line.contains(&word.to_lowercase()));
        assert!(found.is_none(), "{word} stands in the log: {found:?}");
    }
    for line in server.log_lines().iter().filter(|line| line["message"] == "answered") {
        let span = &line["span"];
        assert!(span["id"].is_string() && span["method"].is_string() && span["route"].is_string(), "{line}");
    }
    let routes = server.log_lines().iter().filter(|line| line["span"]["route"] == "/p/{link}").count();
    assert!(routes > 0, "the pages behind the link were logged by their route");
    server.stop();
}

/// The token of the last text's link.
async fn texted_token(server: &Server, referrer: &Referrer) -> String {
    for _ in 0..100 {
        let texts = call(&referrer.browser, &server.url, "demo/texts", &[]).await.unwrap();
        let own = texts
            .as_array()
            .unwrap()
            .iter()
            .find(|it| it["to"].as_str().is_some_and(|to| to.replace(' ', "").ends_with("7700900123")));
        if let Some(link) = own.and_then(|text| text["links"][0].as_str()) {
            return token_of(link);
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    panic!("the text never arrived");
}

async fn patients_part(server: &Server, token: &str) {
    let patient = browser();
    let link = &open_link(&patient, server, token).await;
    let page = async |path: &str| patient.get(server.path(&format!("/p/{link}{path}"))).send().await.unwrap();
    assert_eq!(page("").await.status(), 200);
    let born = |day| fields(&[("link", link), ("dob[day]", day), ("dob[month]", "3"), ("dob[year]", "1948")]);
    post_form(&patient, &server.url, "/api/patient/check", &born("13")).await.unwrap();
    let inside = post_form(&patient, &server.url, "/api/patient/check", &born("12")).await.unwrap();
    assert_eq!(inside, format!("/p/{link}/before"));
    post_form(&patient, &server.url, "/api/patient/consent", &fields(&[("link", link), ("choices[care]", "true")]))
        .await
        .unwrap();
    let answers = fields(&[("link", link), ("answers[tried]", WORDS[4]), ("answers[anything_else]", WORDS[5])]);
    post_form(&patient, &server.url, "/api/patient/answers", &answers).await.unwrap();

    let picture = Part::bytes(photograph()).file_name(format!("{NAME}.jpg"));
    let form = Form::new().text("view", "overview").part("picture", picture);
    let taken = patient.post(server.path(&format!("/p/{link}/photos/form"))).multipart(form).send().await.unwrap();
    assert_eq!(crate::server::location(&taken), format!("/p/{link}/photos?received=1"));
    let not_one = Form::new().text("view", "overview").part("picture", Part::bytes(&b"%PDF"[..]).file_name(NAME));
    patient.post(server.path(&format!("/p/{link}/photos/form"))).multipart(not_one).send().await.unwrap();
    let news = post_form(&patient, &server.url, "/api/patient/send", &fields(&[("link", link)])).await.unwrap();
    assert_eq!(news, format!("/p/{link}/news"));
    assert_eq!(page("/news").await.status(), 200);
}

/// Errors are where careless words get into logs.
async fn go_wrong(server: &Server, token: &str, specialist: &reqwest::Client) {
    let stranger = browser();
    for path in [
        format!("/p/{token}x"),
        format!("/p/{token}/nothing/{}", WORDS[0]),
        format!("/cases/{}", WORDS[1]),
        format!("/{NAME}?q={}", WORDS[2]),
    ] {
        stranger.get(server.path(&path)).send().await.unwrap();
        specialist.get(server.path(&path)).send().await.unwrap();
    }
    let broken: Value = json!({ "case": WORDS[0], "version": NAME, "draft": { "name": NAME } });
    stranger.post(server.path("/api/cases/draft")).json(&broken).send().await.unwrap();
    specialist.post(server.path("/api/cases/draft")).json(&broken).send().await.unwrap();
    stranger.post(server.path("/sign-in")).form(&[("email", NAME), ("password", WORDS[3])]).send().await.unwrap();
    stranger
        .post(server.path("/uploads"))
        .header("tus-resumable", "1.0.0")
        .header("upload-metadata", NAME)
        .send()
        .await
        .unwrap();
}
