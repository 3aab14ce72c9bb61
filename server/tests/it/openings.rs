//! Break-glass as a browser does it, by plain forms: the case opens, its page says so, and it ends with the sign-in.

use reqwest::Client;
use serde_json::Value;

use crate::server::{Server, accounts, demo, filled, location, signed_in_as};

async fn page(browser: &Client, server: &Server, path: &str) -> (u16, String) {
    let answer = browser.get(server.path(path)).header("accept", "text/html").send().await.unwrap();
    (answer.status().as_u16(), answer.text().await.unwrap())
}

/// Posts the form; where it leads.
async fn open(browser: &Client, server: &Server, number: &str, reason: &str) -> String {
    let form = [("number", number), ("reason", reason)];
    let post = browser.post(server.path("/api/openings/open")).header("accept", "text/html").form(&form);
    location(&post.send().await.unwrap()).to_owned()
}

/// A case on the specialists' worklist that is not of this practice.
async fn elsewhere(server: &Server, specialist: &Client, referrer: &Client) -> String {
    let worklist = specialist.post(server.path("/api/worklist")).json(&serde_json::json!({ "query": {} }));
    let worklist: Value = worklist.send().await.unwrap().json().await.unwrap();
    for row in worklist["rows"].as_array().unwrap() {
        let case = row["case"].as_str().unwrap().to_owned();
        if page(referrer, server, &format!("/cases/{case}")).await.0 == 404 {
            return case;
        }
    }
    panic!("every case is of this practice");
}

#[tokio::test]
async fn a_case_is_opened_from_outside_read_and_closed_again() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    let (specialist, _) = signed_in_as(&server, &accounts(&demo, "specialist")[0]).await;
    let account = &accounts(&demo, "referrer")[0];
    let (referrer, _) = signed_in_as(&server, account).await;
    let case = elsewhere(&server, &specialist, &referrer).await;
    let number = case[case.len() - 8..].to_uppercase();
    let said = format!("{} {}", &number[..4], &number[4..]);

    let form = page(&referrer, &server, "/outside").await.1;
    assert!(
        form.contains("action=\"/api/openings/open") && form.contains("the patient can read it with their news"),
        "{form}"
    );
    assert_eq!(open(&referrer, &server, "0000 0000", "Seen in the clinic today").await, "/outside?wrong=number");
    assert_eq!(open(&referrer, &server, &said, "urgent").await, "/outside?wrong=reason");
    let refused = page(&referrer, &server, "/outside?wrong=reason").await.1;
    assert!(refused.contains("Nothing was opened."));
    // What was typed is still in the form, of this sign-in alone, and in no address.
    assert!(refused.contains(&format!("value=\"{said}\"")) && refused.contains(">urgent</textarea>"), "{refused}");
    assert_eq!(open(&referrer, &server, &said, "Seen in the walk-in clinic today").await, format!("/outside/{case}"));

    let form = page(&referrer, &server, "/outside").await.1;
    assert!(!form.contains(&format!("value=\"{said}\"")), "what led to a case is kept no longer: {form}");
    let (status, shown) = page(&referrer, &server, &format!("/outside/{case}")).await;
    assert_eq!(status, 200);
    // Where no script looks at the time, the page asks for itself again when the hour is over.
    assert!(shown.contains("<noscript><meta http-equiv=\"refresh\" content=\"3"), "{shown}");
    assert!(shown.contains("You are reading case") && shown.contains("Reading only."), "{shown}");
    assert!(!shown.contains("Save a copy") && !shown.contains("<textarea"), "nothing can be done there");
    assert!(page(&referrer, &server, "/home").await.1.contains("You are reading case"), "every page says so");
    let image = shown.split("/images/").nth(1).and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let thumb = async |browser: &Client| {
        browser.get(server.path(&format!("/images/{image}/thumb"))).send().await.unwrap().status().as_u16()
    };
    assert_eq!(thumb(&referrer).await, 200);
    let copy = referrer.post(server.path(&format!("/images/{image}/copy"))).form(&[("purpose", "original")]);
    assert_eq!(copy.send().await.unwrap().status(), 404);
    let history = page(&specialist, &server, &format!("/cases/{case}/history")).await.1;
    assert!(history.contains("Opened the case from outside") && !history.contains("walk-in"), "{history}");

    // In another sign-in of the same person's nothing is open.
    let (again, _) = signed_in_as(&server, account).await;
    assert_eq!((page(&again, &server, &format!("/outside/{case}")).await.0, thumb(&again).await), (404, 404));
    referrer.post(server.path("/sign-out")).send().await.unwrap();
    assert_eq!(thumb(&referrer).await, 401);
    // The words of the reason are in no log.
    assert!(!server.log().contains("walk-in"), "{}", server.log());
}
