//! The job as browsers do it: the same addresses, the same forms.

use reqwest::{Client, Method, Response, StatusCode};
use serde_json::{Value, json};

use crate::server::location;

/// Posts `fields` to a server function as a form; None when the server does not answer any more.
pub(crate) async fn call(browser: &Client, url: &str, name: &str, fields: &[(String, String)]) -> Option<Value> {
    let answer = browser.post(format!("{url}/api/{name}")).form(fields).send().await.ok()?;
    read(name, answer).await
}

/// The same with a JSON body.
pub(crate) async fn call_json(browser: &Client, url: &str, name: &str, body: &Value) -> Option<Value> {
    let answer = browser.post(format!("{url}/api/{name}")).json(body).send().await.ok()?;
    read(name, answer).await
}

async fn read(name: &str, answer: Response) -> Option<Value> {
    let status = answer.status();
    let text = answer.text().await.ok()?;
    assert!(status.is_success(), "{name}: {status} {text}");
    Some(serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error} in {text}")))
}

/// Posts `fields` as a page's own form without scripts does; answers where it leads.
pub(crate) async fn post_form(browser: &Client, url: &str, path: &str, fields: &[(String, String)]) -> Option<String> {
    let post = browser.post(format!("{url}{path}")).header("accept", "text/html").form(fields);
    let answer = post.send().await.ok()?;
    let (status, leads_to) = (answer.status(), answer.headers().get("location").cloned());
    let text = answer.text().await.ok()?;
    let leads_to = leads_to.unwrap_or_else(|| panic!("{path}: {status} {text}"));
    Some(leads_to.to_str().expect("text").to_owned())
}

/// The fields of a form, from pairs.
pub(crate) fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

/// A number of the range that is never issued, another for each name.
pub(crate) fn nhs_number(of: &str) -> String {
    let sum = of.bytes().fold(0_u32, |sum, byte| (sum * 31 + u32::from(byte)) % 90_000);
    let candidates = (sum * 10..).flat_map(|nine| (0..10).map(move |check| format!("999{nine:06}{check}")));
    let mut valid = candidates.filter(|number| number.parse::<domain::nhs_number::NhsNumber>().is_ok());
    valid.next().expect("of ten neighbours one is valid")
}

/// A request that can be sent, to the first service of `request` (what `cases/request` answered).
pub(crate) fn draft(request: &Value, name: &str) -> Value {
    json!({
        "nhs_number": nhs_number(name), "name": name, "dob": { "day": "12", "month": "3", "year": "1948" },
        "sex": "female", "mobile": "07700 900123",
        "kind": "advice", "service": request["services"][0]["service"],
        "question": "Is it safe to watch this?", "impression": "Seborrhoeic keratosis",
        "photos_agreed": true, "problem": "lesion",
        "response": { "pigment": "no", "site": "forearm", "side": "left", "duration": "6 weeks" },
    })
}

/// A referrer's browser, signed in.
#[derive(Debug)]
pub(crate) struct Referrer {
    pub(crate) browser: Client,
    pub(crate) url: String,
}

impl Referrer {
    /// Starts a case; its id.
    pub(crate) async fn start_case(&self) -> Option<String> {
        let page = post_form(&self.browser, &self.url, "/api/cases/start", &[]).await?;
        Some(page.strip_prefix("/cases/")?.strip_suffix("/request")?.to_owned())
    }

    /// Sends a file in one part (tus); the answer to its last byte, or to its announcement where that is refused.
    pub(crate) async fn send_file(&self, metadata: String, file: Vec<u8>) -> Response {
        let tus = |method, url| self.browser.request(method, url).header("tus-resumable", "1.0.0");
        let begin = tus(Method::POST, format!("{}/uploads", self.url))
            .header("upload-length", file.len())
            .header("upload-metadata", metadata);
        let begun = begin.send().await.expect("an answer");
        if begun.status() != StatusCode::CREATED {
            return begun;
        }
        let part = tus(Method::PATCH, format!("{}{}", self.url, location(&begun)))
            .header("upload-offset", 0)
            .header("content-type", "application/offset+octet-stream")
            .body(file);
        part.send().await.expect("an answer")
    }

    pub(crate) async fn load(&self, name: &str, case: &str) -> Option<Value> {
        call(&self.browser, &self.url, name, &fields(&[("case", case)])).await
    }

    pub(crate) async fn save_draft(&self, case: &str, version: i64, draft: &Value) -> Option<Value> {
        let body = json!({ "case": case, "version": version, "draft": draft });
        call_json(&self.browser, &self.url, "cases/draft", &body).await
    }

    /// Sends the request with the form's own button; answers where that leads.
    pub(crate) async fn submit(&self, case: &str, version: i64, draft: &Value) -> Option<String> {
        let mut form = fields(&[("case", case), ("version", &version.to_string()), ("then", "submit")]);
        flatten("draft", draft, &mut form);
        post_form(&self.browser, &self.url, "/api/cases/form", &form).await
    }
}

/// `draft[dob][day]=12` and so on.
pub(crate) fn flatten(name: &str, value: &Value, form: &mut Vec<(String, String)>) {
    match value {
        Value::Object(inner) => inner.iter().for_each(|(key, value)| flatten(&format!("{name}[{key}]"), value, form)),
        Value::String(text) => form.push((name.to_owned(), text.clone())),
        // No page posts one.
        Value::Array(_) => {}
        other => form.push((name.to_owned(), other.to_string())),
    }
}

/// Answers the case that is due first. None when the server is gone, Some(None) when nothing waits.
pub(crate) async fn answer_first_waiting(specialist: &Client, url: &str) -> Option<Option<String>> {
    let worklist = call_json(specialist, url, "worklist", &json!({ "query": {} })).await?;
    let Some(case) = worklist["rows"][0]["case"].as_str() else { return Some(None) };
    answer(specialist, url, case, "Seborrhoeic keratosis").await?;
    Some(Some(case.to_owned()))
}

/// Answers one case.
pub(crate) async fn answer(specialist: &Client, url: &str, case: &str, diagnosis: &str) -> Option<()> {
    let shown = call(specialist, url, "cases/show", &fields(&[("case", case)])).await?;
    let answer = json!({
        "outcome": "reassure", "diagnosis": diagnosis, "confidence": "probable", "nature": "benign",
        "advice": "No treatment is needed.", "who_acts": "practice", "safety_net": "Come back if it changes.",
        "patient_advice": "This is harmless.",
    });
    let body = json!({
        "case": case, "version": shown["version"], "key": shown["answer_key"], "draft": {
            // Each case is reassured, whatever speaks against it: these are nobody's.
            "answer": answer, "confirmed": "score cancer immunosuppressed guidance",
        },
    });
    let sent = call_json(specialist, url, "answers/send", &body).await?;
    assert!(sent["sent"].is_object(), "{sent}");
    Some(())
}

/// A small photograph of invented skin.
pub(crate) fn photograph() -> Vec<u8> {
    use imaging::synthetic::{Camera, Lesion, SkinType, SyntheticImage};
    let image = SyntheticImage {
        seed: 7,
        skin: SkinType::IV,
        lesion: Lesion::Keratotic,
        distance: imaging::Distance::Any,
        width: 800,
        height: 600,
        flaw: None,
    };
    image.jpeg(&Camera::default()).expect("a picture")
}
