//! Texts to a counterpart of GOV.UK Notify that takes 300 ms for each, and how long somebody else's write takes meanwhile.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use axum::{Json, Router, http::StatusCode, routing::post};
use backend::{
    Backend, ChannelSettings, Clock, Ids, Key, NotifyKey, NotifySettings, Settings,
    accounts::{self, NewAccount},
    cases,
    delivery::outbox,
    organisations, photo_requests,
};
use domain::{access::Actor, case::Draft, command::DateFields, role::Role};
use serde_json::{Value, json};
use tokio::{net::TcpListener, sync::oneshot, time::sleep};
use uuid::Uuid;

use crate::{
    Result, folders,
    load::{median, ms},
    report::Row,
    server,
};

const TEXTS: usize = 1_000;
/// One of them works at each: 300 texts a day are enough for a practice, and 200 open requests for one person.
const PRACTICES: usize = 6;
const ANSWERS_IN: Duration = Duration::from_millis(300);
const SERVICE: &str = "26785a09-ab16-4eb0-8407-a37497a57506";
const SECRET: &str = "3d844edf-8d35-48ac-975b-e847b4f122b0";

pub(crate) async fn measure() -> Result<Vec<Row>> {
    let taken = Arc::new(AtomicUsize::new(0));
    let url = counterpart(taken.clone()).await?;
    let b = Backend::open(settings(url)?, Clock::System, Ids::system()).await?;
    let referrers = fill(&b).await?;

    let (stop, stopped) = oneshot::channel::<()>();
    let begun = Instant::now();
    let worker = tokio::spawn(outbox::run(b.clone(), async { drop(stopped.await) }));
    let mut writes = Vec::new();
    while taken.load(Ordering::Relaxed) < TEXTS {
        let write = Instant::now();
        cases::start(&b, &referrers[PRACTICES]).await?;
        writes.push(write.elapsed());
        sleep(Duration::from_millis(250)).await;
    }
    // What is under way is finished and noted.
    drop(stop);
    worker.await?;
    let took = begun.elapsed().as_secs_f64();
    b.close().await;
    let sent = taken.load(Ordering::Relaxed);
    if sent != TEXTS {
        return Err(format!("{sent} texts were sent instead of {TEXTS}").into());
    }
    let case = "1,000 texts, answered in 300 ms";
    Ok(vec![
        Row::new(case, "texts a second", "/s", TEXTS as f64 / took).at_least(25.0),
        Row::new(case, "p50, somebody's write meanwhile", "ms", ms(median(writes)?)).under(300.0),
    ])
}

async fn counterpart(taken: Arc<AtomicUsize>) -> Result<String> {
    let take = move |Json(sms): Json<Value>| {
        let taken = taken.clone();
        async move {
            sleep(ANSWERS_IN).await;
            let number = taken.fetch_add(1, Ordering::Relaxed) as u128;
            (StatusCode::CREATED, Json(json!({ "id": Uuid::from_u128(number), "reference": sms["reference"] })))
        }
    };
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("http://{}", listener.local_addr()?);
    let app = Router::new().route("/v2/notifications/sms", post(take));
    tokio::spawn(async move { axum::serve(listener, app).await });
    Ok(url)
}

/// An installation of its own, in earnest.
fn settings(url: String) -> Result<Settings> {
    let data = folders::out().join("deliveries");
    std::fs::create_dir_all(&data)?;
    let data = data.canonicalize()?;
    let key = NotifyKey::parse(&format!("bench-{SERVICE}-{SECRET}"))?;
    Ok(Settings {
        database_url: format!("sqlite://{}", data.join("skinlink.db").display()),
        objects_url: format!("file://{}", data.join("objects").display()),
        key: Key::new([7; 32]),
        demonstration: false,
        channels: ChannelSettings { notify: Some(NotifySettings::new(url, key, Uuid::from_u128(1))), smtp: None },
        ..server::settings_of(&Key::new([7; 32]))
    })
}

/// Every text waits; the people who asked for them, and one more.
async fn fill(b: &Backend) -> Result<Vec<Actor>> {
    let mut referrers = Vec::new();
    for number in 0..=PRACTICES {
        let practice = organisations::create_practice(b, &format!("Practice {number}"), "0113 496 0100").await?;
        let email = format!("referrer{number}@practice.example");
        let (role, organisation) = (Role::Referrer, Some(practice.into()));
        let account = NewAccount { email: &email, password: "right", name: "Dr Amara Osei", role, organisation };
        referrers.push(accounts::me(b, accounts::create(b, account).await?).await?.0);
    }
    let draft = Draft {
        name: "Philippa Quillfeather".into(),
        dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
        mobile: "07700 900123".into(),
        ..Draft::default()
    };
    for number in 0..TEXTS {
        let referrer = &referrers[number % PRACTICES];
        let case = cases::start(b, referrer).await?;
        cases::save_draft(b, referrer, case, 1, draft.clone()).await?;
        photo_requests::text_patient(b, referrer, case).await?;
    }
    Ok(referrers)
}
