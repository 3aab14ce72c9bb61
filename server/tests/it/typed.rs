//! What people type, from the form to the page and back.

use scraper::{ElementRef, Html, Selector};

use crate::{
    job::{Referrer, fields, nhs_number, post_form},
    server::{Server, browser, demo, filled, link_of, open_link, signed_in},
};

/// The sentence, the box that the summary leads to, and what stands in the three boxes.
async fn after(server: &Server, token: &str, typed: [&str; 3]) -> (String, String, Vec<String>) {
    let patient = browser();
    let link = open_link(&patient, server, token).await;
    let dob = [("link", link.as_str()), ("dob[day]", typed[0]), ("dob[month]", typed[1]), ("dob[year]", typed[2])];
    let next = post_form(&patient, &server.url, "/api/patient/check", &fields(&dob)).await.unwrap();
    let query = next.split_once('?').expect("a problem").1;
    assert!(!typed.iter().any(|part| part.len() > 1 && query.contains(part)), "no date in an address: {next}");
    let page = patient.get(server.path(&next)).header("accept", "text/html").send().await.unwrap();
    let page = Html::parse_document(&page.text().await.unwrap());
    let all = |selector: &str| page.select(&Selector::parse(selector).unwrap()).collect::<Vec<_>>();
    let link = all(".nhsuk-error-summary a");
    let boxes = all("#dob input").iter().map(|input| input.attr("value").unwrap_or_default().to_owned()).collect();
    (link[0].text().collect(), link[0].attr("href").unwrap().to_owned(), boxes)
}

#[tokio::test]
async fn a_patient_is_told_which_box_is_wrong_and_keeps_what_they_typed() {
    let data = filled();
    let server = Server::start(&data);
    let (token, _) = link_of(&demo(&data));
    for (typed, sentence, link) in [
        (["12", "3", "48"], "Year must have 4 numbers", "#dob-year"),
        (["12", "Jly", "1948"], "Month must be a number", "#dob-month"),
        (["31", "Feb.", "1980"], "That month does not have this day", "#dob-day"),
        (["", "3", "1948"], "Day is empty", "#dob-day"),
        // A real date, but another's.
        (["2nd", "January", "1951"], "You have 4 more tries", "#dob-day"),
    ] {
        let (said, leads_to, boxes) = after(&server, &token, typed).await;
        assert!(said.contains(sentence), "{typed:?}: {said}");
        assert_eq!((leads_to.as_str(), boxes), (link, typed.map(str::to_owned).to_vec()));
    }
}

/// Arabic in every field that a GP writes, which moves whatever stands beside it and is not set apart.
const NAME: &str = "محمد علي";

/// Every text of a page that runs from right to left, and is not in an element that sets it apart.
fn loose(page: &str) -> Vec<String> {
    let page = Html::parse_document(page);
    let texts = page.tree.nodes().filter_map(|node| Some((node, node.value().as_text()?)));
    let loose = texts.filter(|(node, text)| {
        let mut around = node.ancestors().filter_map(ElementRef::wrap);
        let is_apart = around.any(|element| {
            let name = element.value().name();
            matches!(name, "bdi" | "script" | "title") || element.attr("dir") == Some("auto")
        });
        text.contains(|c| matches!(c, '\u{600}'..='\u{6FF}')) && !text.contains('\u{2068}') && !is_apart
    });
    loose.map(|(_, text)| text.to_string()).collect()
}

#[tokio::test]
async fn words_that_run_from_right_to_left_move_nothing_beside_them() {
    let data = filled();
    let server = Server::start(&data);
    let people = demo(&data);
    let browser = signed_in(&server, &people, "referrer").await;
    let referrer = Referrer { browser, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let view = referrer.load("cases/request", &case).await.unwrap();
    // What is asked about the skin, as a page of the release before posts it (it may have been open), and one of today.
    let skin = |response: &str| {
        let written = ["site_detail", "duration", "trigger", "tried", "history", "drugs"].map(|field| (field, NAME));
        let chosen = [("pigment", "no"), ("site", "forearm"), ("side", "left"), ("size_mm", "8,5 mm")];
        let all = written.into_iter().chain(chosen);
        all.map(|(field, typed)| (format!("draft{response}[{field}]"), typed.to_owned())).collect::<Vec<_>>()
    };
    let chosen = [
        ("case", case.as_str()),
        ("draft[nhs_number]", &format!("NHS No: {}", nhs_number(NAME))),
        ("draft[name]", &format!("\u{202E}{NAME}")),
        ("draft[dob][day]", "12th"),
        ("draft[dob][month]", "Mar."),
        ("draft[dob][year]", "1948"),
        ("draft[sex]", "male"),
        ("draft[mobile]", "\u{202D}+44 (0) 7700 900123\u{202C}"),
        ("draft[kind]", "advice"),
        ("draft[service]", view["services"][0]["service"].as_str().unwrap()),
        ("draft[problem]", "lesion"),
        ("draft[question]", NAME),
        ("draft[impression]", NAME),
        ("draft[no_images_reason]", NAME),
    ];
    let form = fields(&chosen);
    let draft = format!("/cases/{case}/request");
    let see = async |who: &Referrer, path: &str| {
        let page = who.browser.get(format!("{}{path}", who.url)).header("accept", "text/html").send().await.unwrap();
        let page = page.text().await.unwrap();
        assert_eq!(loose(&page), [] as [&str; 0], "{path}");
        assert!(!page.contains('\u{202E}') && !page.contains('\u{202D}'), "{path}");
        page
    };
    let post = async |response: &str, then: &str| {
        let version = referrer.load("cases/request", &case).await.unwrap()["version"].to_string();
        let form = [form.clone(), skin(response), fields(&[("version", &version), ("then", then)])].concat();
        post_form(&referrer.browser, &server.url, "/api/cases/form", &form).await.unwrap()
    };
    post("", "save").await;
    assert!(see(&referrer, &draft).await.contains(NAME));
    let next = post("[response]", "submit").await;
    assert!(next.contains("sent=1"), "what has one meaning was understood: {next}");
    for path in
        [next.as_str(), &format!("/cases/{case}"), &format!("/cases/{case}/history"), "/home", "/cases?list=all"]
    {
        let page = see(&referrer, path).await;
        assert!(page.contains(NAME), "{path}");
    }
    let specialist = Referrer { browser: signed_in(&server, &people, "specialist").await, url: server.url.clone() };
    for path in ["/worklist".to_owned(), format!("/worklist/{case}"), format!("/cases/{case}/history")] {
        let page = see(&specialist, &path).await;
        assert!(page.contains(NAME), "{path}");
    }
}
