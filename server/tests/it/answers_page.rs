//! An answer on the page of the practice that asked.

use std::collections::BTreeSet;

use reqwest::Client;
use scraper::{ElementRef, Html, Selector};

use crate::server::{Server, accounts, demo, filled, signed_in, signed_in_as};

fn all<'a>(page: &'a Html, selector: &str) -> Vec<ElementRef<'a>> {
    page.select(&Selector::parse(selector).unwrap()).collect()
}

/// Looks at every answer of a practice; what colours there were is added to `seen`.
async fn look_at_all(server: &Server, referrer: &Client, seen: &mut BTreeSet<String>) {
    let page = async |path: &str| {
        let answer = referrer.get(server.path(path)).header("accept", "text/html").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        Html::parse_document(&answer.text().await.unwrap())
    };
    let list = page("/cases?list=all").await;
    let links = all(&list, ".table a").into_iter().filter_map(|link| link.attr("href"));
    let cases: BTreeSet<String> = links.filter(|link| !link.ends_with("/request")).map(str::to_owned).collect();
    for case in cases {
        let shown = page(&case).await;
        let sections = all(&shown, ".case section");
        let class = |each: &ElementRef| each.attr("class").unwrap_or_default().to_owned();
        let Some(answer) = sections.iter().position(|each| class(each).contains("answered")) else { continue };
        let pictures = sections.iter().position(|each| each.attr("aria-labelledby") == Some("pictures"));
        assert!(pictures.is_some_and(|pictures| answer < pictures), "{case}: the answer comes first");
        let class = class(&sections[answer]);
        let outcome: String = all(&shown, ".answered__outcome")[0].text().collect();
        let is_urgent = ["suspected cancer", "rgent clinic", "surgery, urgent"].iter().any(|it| outcome.contains(it));
        assert_eq!(class.contains("--urgent"), is_urgent, "{outcome}: {class}");
        assert_eq!(class.contains("--refer"), outcome.starts_with("Please refer") && !is_urgent, "{outcome}: {class}");
        let noted = page(&format!("{case}?referred=1")).await;
        assert!(noted.root_element().text().any(|text| text.contains("You have noted that you referred")), "{case}");
        seen.insert(class);
    }
}

#[tokio::test]
async fn an_answer_stands_first_and_only_good_news_is_green() {
    let data = filled();
    let server = Server::start(&data);
    let mut seen = BTreeSet::new();
    for account in accounts(&demo(&data), "referrer") {
        let (referrer, _) = signed_in_as(&server, &account).await;
        look_at_all(&server, &referrer, &mut seen).await;
    }
    let has = |kind: &str| seen.iter().any(|class| class.contains(kind));
    assert!(has("--urgent") && has("--refer"), "the demonstration has an answer of each kind: {seen:?}");
}

#[tokio::test]
async fn a_heading_that_no_script_sorts_is_a_heading() {
    let data = filled();
    let server = Server::start(&data);
    let referrer = signed_in(&server, &demo(&data), "referrer").await;
    let answer = referrer.get(server.path("/cases")).header("accept", "text/html").send().await.unwrap();
    let page = Html::parse_document(&answer.text().await.unwrap());
    for head in all(&page, ".table thead th") {
        let words = |selector: &str| -> Vec<String> {
            head.select(&Selector::parse(selector).unwrap()).map(|each| each.text().collect()).collect()
        };
        assert_eq!(words(".table__label"), words(".table__sort"));
        assert_eq!(words(".table__label").len(), 1);
    }
}
