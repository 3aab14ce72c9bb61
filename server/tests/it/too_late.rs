//! What a patient writes or presses when the date of birth has to be given again first: nothing is lost, and nothing is
//! called sent that was not.

use reqwest::{
    Client, Response,
    multipart::{Form, Part},
};
use scraper::{Html, Selector};
use tempfile::TempDir;

use crate::{
    job::{fields, photograph, post_form},
    server::{Server, browser, demo, filled, link_of, location, open_link},
};

const WORDS: &str = "It bleeds now, and it is “bigger” than 5 mm.\nПомогите";
const NOT_YET: &str = "What you wrote has not been sent yet";

/// A patient's link, and a browser in which its session has ended: one that has the link and never gave the date.
struct Link {
    /// The server's; gone when this is.
    data: TempDir,
    server: Server,
    token: String,
    born: Vec<(String, String)>,
    reference: String,
    late: Client,
}

/// A link whose patient has answered the questions; `sent` for one that has sent photos, too.
async fn link(sent: bool) -> Link {
    let data = filled();
    let server = Server::start(&data);
    let (token, born) = link_of(&demo(&data));
    let (first, late) = (browser(), browser());
    let reference = open_link(&first, &server, &token).await;
    open_link(&late, &server, &token).await;
    let link = Link { data, server, token, born, reference, late };
    link.gives_the_date(&first, "").await;
    link.post(&first, "consent", &[("choices[care]", "true")]).await;
    link.post(&first, "answers", &[("answers[duration]", "Not sure")]).await;
    let photo = Form::new().text("view", "overview").part("picture", Part::bytes(photograph()).file_name("a.jpg"));
    first.post(link.at("/photos/form")).multipart(photo).send().await.unwrap();
    if sent {
        assert_eq!(link.post(&first, "send", &[]).await, format!("/p/{}/news", link.reference));
    }
    link
}

impl Link {
    fn at(&self, page: &str) -> String {
        self.server.path(&format!("/p/{}{page}", self.reference))
    }

    /// Posts a form of the link's pages; where it leads.
    async fn post(&self, browser: &Client, name: &str, more: &[(&str, &str)]) -> String {
        let form = [fields(&[("link", &self.reference)]), fields(more)].concat();
        post_form(browser, &self.server.url, &format!("/api/patient/{name}"), &form).await.unwrap()
    }

    /// The same, of whoever's page it is; the answer as it comes.
    async fn answer(&self, browser: &Client, name: &str, more: &[(&str, &str)], accept: &str) -> Response {
        let form = [fields(&[("link", &self.reference)]), fields(more)].concat();
        let post = browser.post(self.server.path(&format!("/api/patient/{name}"))).header("accept", accept);
        post.header("referer", self.at("/news")).form(&form).send().await.unwrap()
    }

    /// Gives the right date as the page does that stands at `path`; where it leads.
    async fn gives_the_date(&self, browser: &Client, path: &str) -> String {
        let mut form = [fields(&[("link", &self.reference)]), self.born.clone()].concat();
        if !path.is_empty() {
            let page = self.page(browser, path).await;
            form.extend(values(&page, "main input[type=hidden][name=unsent]").map(|it| ("unsent".to_owned(), it)));
        }
        post_form(browser, &self.server.url, "/api/patient/check", &form).await.unwrap()
    }

    async fn page(&self, browser: &Client, path: &str) -> String {
        let path = path.split('#').next().unwrap();
        let answer = browser.get(self.server.path(path)).header("accept", "text/html").send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path} leads to {:?}", answer.headers().get("location"));
        answer.text().await.unwrap()
    }
}

/// What stands in the fields of a page that match.
fn values(page: &str, selector: &str) -> impl Iterator<Item = String> {
    let (page, selector) = (Html::parse_document(page), Selector::parse(selector).unwrap());
    let found = page.select(&selector).map(|field| {
        field.attr("value").map_or_else(|| field.text().collect::<String>(), str::to_owned).trim().to_owned()
    });
    found.collect::<Vec<_>>().into_iter()
}

fn box_of(page: &str, name: &str) -> String {
    values(page, &format!("textarea[name='{name}']")).next().expect("the box")
}

/// The two ways that a form goes: by itself, and handed over by a script.
const WAYS: [&str; 2] = ["text/html", "application/json"];

#[tokio::test]
async fn it_has_changed_is_not_lost_when_the_session_has_ended() {
    for accept in WAYS {
        let link = link(true).await;
        let answer = link.answer(&link.late, "changed", &[("change[words]", WORDS)], accept).await;
        let check = format!("/p/{}/check?unsent=news", link.reference);
        assert_eq!(location(&answer), check, "{accept}");
        let said = format!("{:?}", answer.headers());
        assert!(!said.contains("bleeds"), "sealed: {said}");
        assert!(link.page(&link.late, &check).await.contains(NOT_YET));

        // A slip in the date loses it no more than the wait did.
        let wrong = [("dob[day]", "1"), ("dob[month]", "1"), ("dob[year]", "1950"), ("unsent", "news")];
        let again = link.post(&link.late, "check", &wrong).await;
        assert_eq!(again, format!("/p/{}/check?left=4&unsent=news", link.reference));
        let news = link.gives_the_date(&link.late, &again).await;
        assert_eq!(news, format!("/p/{}/news?unsent=1#changed", link.reference));
        let page = link.page(&link.late, &news).await;
        assert_eq!(box_of(&page, "change[words]"), WORDS);
        assert!(page.contains(NOT_YET) && page.contains("<details open"), "{page}");
        assert!(!page.contains("You told your surgery"), "nothing was sent by itself");

        let told = link.post(&link.late, "changed", &[("change[words]", WORDS)]).await;
        assert_eq!(told, format!("/p/{}/news?told=1#changed", link.reference));
        let page = link.page(&link.late, &told).await;
        assert!(page.contains("You told your surgery") && !page.contains(NOT_YET), "{page}");
        assert_eq!(box_of(&page, "change[words]"), "");
    }
}

#[tokio::test]
async fn answers_are_there_again_after_the_date_of_birth() {
    let link = link(false).await;
    let answers = [
        ("answers[duration]", "1 to 3 months"),
        ("answers[changed]", "yes"),
        ("answers[bleed]", "true"),
        ("answers[anything_else]", WORDS),
    ];
    let check = link.post(&link.late, "answers", &answers).await;
    let questions = link.gives_the_date(&link.late, &check).await;
    assert_eq!(questions, format!("/p/{}/questions?unsent=1", link.reference));
    let page = link.page(&link.late, &questions).await;
    assert!(page.contains(NOT_YET), "{page}");
    assert_eq!(box_of(&page, "answers[anything_else]"), WORDS);
    let ticked: Vec<_> = values(&page, "main input[checked]").collect();
    assert_eq!(ticked, ["1 to 3 months", "yes", "true"]);
    let review = format!("/p/{}/review", link.reference);
    assert!(!link.page(&link.late, &review).await.contains("bleeds now"), "not sent");

    link.post(&link.late, "answers", &answers).await;
    assert!(link.page(&link.late, &review).await.contains("bleeds now"));
    assert!(!link.page(&link.late, &questions).await.contains(NOT_YET));
}

#[tokio::test]
async fn whoever_presses_send_too_late_is_told_that_nothing_went() {
    let link = link(false).await;
    let check = link.post(&link.late, "send", &[]).await;
    assert!(link.page(&link.late, &check).await.contains("Your last step was not done"));
    let review = link.gives_the_date(&link.late, &check).await;
    assert_eq!(review, format!("/p/{}/review?unsent=1", link.reference));
    assert!(link.page(&link.late, &review).await.contains("Your photos have not been sent yet"));
    assert_eq!(link.post(&link.late, "send", &[]).await, format!("/p/{}/news", link.reference));
}

#[tokio::test]
async fn photos_that_were_chosen_too_late_are_said_not_to_be_there() {
    let link = link(false).await;
    let photo = Form::new().part("picture", Part::bytes(photograph()).file_name("a.jpg"));
    let answer = link.late.post(link.at("/photos/form")).multipart(photo).send().await.unwrap();
    assert_eq!(location(&answer), format!("/p/{}/check?unsent=photos", link.reference));
    let photos = link.gives_the_date(&link.late, location(&answer)).await;
    assert_eq!(photos, format!("/p/{}/photos?unsent=1", link.reference));
    assert!(link.page(&link.late, &photos).await.contains("Your last step was not done"));
}

/// More than a browser keeps in a cookie.
#[tokio::test]
async fn what_is_too_long_to_keep_is_given_back_at_once() {
    let link = link(false).await;
    let long = "It bleeds. ".repeat(340);
    let answers = [("answers[tried]", long.trim())];
    for accept in WAYS {
        let answer = link.answer(&link.late, "answers", &answers, accept).await;
        assert_eq!(answer.status(), 401);
        assert!(answer.headers().get("location").is_none() && answer.headers().get("set-cookie").is_none());
    }
    let page = link.answer(&link.late, "answers", &answers, "text/html").await.text().await.unwrap();
    assert!(page.contains(NOT_YET) && page.contains(long.trim()), "{page}");
    assert!(page.contains(&format!(r#"href="/p/{}/check" target="_blank""#, link.reference)), "{page}");
    // The date is given beside it; then its own button sends it.
    link.gives_the_date(&link.late, "").await;
    assert_eq!(link.post(&link.late, "answers", &answers).await, format!("/p/{}/photos", link.reference));
}

#[tokio::test]
async fn words_are_kept_for_their_own_link_until_it_is_finished() {
    let link = link(true).await;
    let (other, born) = link_of(&demo(&link.data));
    link.post(&link.late, "changed", &[("change[words]", WORDS)]).await;
    let other = open_link(&link.late, &link.server, &other).await;
    let page = link.page(&link.late, &format!("/p/{other}/check")).await;
    assert!(!page.contains(NOT_YET), "{page}");
    let date = [fields(&[("link", &other)]), born].concat();
    let leads_to = post_form(&link.late, &link.server.url, "/api/patient/check", &date).await.unwrap();
    assert_eq!(leads_to, format!("/p/{other}/before"));

    link.late.post(link.server.path("/finish")).send().await.unwrap();
    open_link(&link.late, &link.server, &link.token).await;
    assert!(!link.page(&link.late, &format!("/p/{}/check", link.reference)).await.contains(NOT_YET));
}

#[tokio::test]
async fn words_that_are_too_long_to_send_stay_in_their_box() {
    let link = link(true).await;
    link.gives_the_date(&link.late, "").await;
    let long = "x".repeat(1_001);
    let news = link.post(&link.late, "changed", &[("change[words]", &long)]).await;
    assert_eq!(news, format!("/p/{}/news?told=wrong#changed", link.reference));
    let page = link.page(&link.late, &news).await;
    assert_eq!(box_of(&page, "change[words]"), long);
    assert!(page.contains("Look at your answer"), "{page}");
}
