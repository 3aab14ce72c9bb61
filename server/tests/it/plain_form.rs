//! Pictures from browsers without scripts.

use reqwest::{
    Client,
    multipart::{Form, Part},
};

use crate::{
    job::{Referrer, fields, photograph, post_form},
    server::{Server, browser, demo, filled, link_of, location, open_link, signed_in},
};

fn file(name: &'static str, bytes: Vec<u8>) -> Part {
    Part::bytes(bytes).file_name(name)
}

#[tokio::test]
async fn a_clinician_sends_several_files_and_hears_of_each() {
    let data = filled();
    let server = Server::start(&data);
    let browser = signed_in(&server, &demo(&data), "referrer").await;
    let referrer = Referrer { browser, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let form = Form::new()
        .text("view", "close_up")
        .part("picture", file("a.jpg", photograph()))
        .part("picture", file("letter.jpg", b"%PDF-1.7 not a picture".to_vec()))
        .part("picture", file("half.jpg", photograph()[..3_000].to_vec()))
        .part("picture", file("b.jpg", photograph()));
    let post = referrer.browser.post(server.path(&format!("/cases/{case}/images/form"))).multipart(form);
    let answer = post.send().await.unwrap();
    assert_eq!(answer.status(), 303);
    let back = format!("/cases/{case}/request?received=2&refused=pdf&refused=damaged#pictures");
    assert_eq!(location(&answer), back);
    let request = referrer.load("cases/request", &case).await.unwrap();
    let views: Vec<&str> =
        request["images"].as_array().unwrap().iter().map(|it| it["view"].as_str().unwrap()).collect();
    assert_eq!(views, ["close_up", "close_up"]);

    let empty = Form::new().text("view", "overview");
    let post = referrer.browser.post(server.path(&format!("/cases/{case}/images/form"))).multipart(empty);
    assert!(location(&post.send().await.unwrap()).contains("received=0&refused=empty"));
}

#[tokio::test]
async fn somebody_signed_out_is_asked_to_sign_in() {
    let data = filled();
    let server = Server::start(&data);
    let case = "0190163d-8694-739b-aea5-966c26f8ad90";
    let form = Form::new().part("picture", file("a.jpg", photograph()));
    let post = browser().post(server.path(&format!("/cases/{case}/images/form"))).multipart(form);
    let answer = post.send().await.unwrap();
    assert_eq!(location(&answer), format!("/sign-in?ended=1&next=/cases/{case}/request"));
}

#[tokio::test]
async fn a_patient_sends_a_photo_by_forms_alone() {
    let data = filled();
    let server = Server::start(&data);
    let (token, born) = link_of(&demo(&data));
    let patient = browser();
    let link = open_link(&patient, &server, &token).await;
    let add = |patient: Client, link: String| {
        let form = Form::new().text("view", "overview").part("picture", file("a.jpg", photograph()));
        patient.post(server.path(&format!("/p/{link}/photos/form"))).multipart(form).send()
    };
    let too_early = add(patient.clone(), link.clone()).await.unwrap();
    assert_eq!(location(&too_early), format!("/p/{link}/check?unsent=photos"), "the date of birth comes first");

    let dob = [born, fields(&[("link", &link)])].concat();
    let next = post_form(&patient, &server.url, "/api/patient/check", &dob).await.unwrap();
    assert_eq!(next, format!("/p/{link}/before"));
    let without_consent = add(patient.clone(), link.clone()).await.unwrap();
    assert_eq!(location(&without_consent), format!("/p/{link}/photos?received=0&refused=closed"));

    let consent = fields(&[("link", &link), ("choices[care]", "true")]);
    let next = post_form(&patient, &server.url, "/api/patient/consent", &consent).await.unwrap();
    assert_eq!(next, format!("/p/{link}/questions"));
    let answers = fields(&[("link", &link), ("answers[duration]", "Less than 4 weeks")]);
    post_form(&patient, &server.url, "/api/patient/answers", &answers).await.unwrap();
    let added = add(patient.clone(), link.clone()).await.unwrap();
    assert_eq!(location(&added), format!("/p/{link}/photos?received=1"));
    let sent = post_form(&patient, &server.url, "/api/patient/send", &fields(&[("link", &link)])).await.unwrap();
    assert_eq!(sent, format!("/p/{link}/news"));
    let late = add(patient.clone(), link.clone()).await.unwrap();
    assert_eq!(location(&late), format!("/p/{link}/photos?received=0&refused=closed"));
}
