//! Two servers on one PostgreSQL, a hundred open worklists at each, and pictures drawn on: how long until every worklist
//! hears of each change, and whether memory stays where it is.

use std::{
    collections::HashMap,
    fs,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use reqwest::Client;
use serde_json::{Value, json};
use tokio::{
    sync::oneshot,
    task::JoinSet,
    time::{sleep, sleep_until},
};

use crate::{
    Result,
    load::{ms, percentile},
    postgres::Postgres,
    report::Row,
    server::{Account, Demo, Installation, Server},
};

/// At each server.
const SCREENS: usize = 100;
/// Of one person at one server; it lets 32 be open.
const SCREENS_EACH: usize = 20;
const EVENTS_A_SECOND: u32 = 50;
/// Cases that change, each several times a second.
const CASES: usize = 10;
const PASSWORD: &str = "copper lantern violet tram";

/// When each change of a case was begun, in order; the changes of a case come one after the other.
type Begun = Arc<Mutex<HashMap<String, Vec<Instant>>>>;

pub(crate) async fn measure(lasting: Duration) -> Result<Vec<Row>> {
    let postgres = Postgres::start("bench");
    let installation = Installation::postgres(postgres.url());
    let demo: Demo = installation.demo()?;
    let servers = [Server::start_at(&installation).await?, Server::start_at(&installation).await?];
    let people = specialists(&installation, &demo, &servers[0]).await?;

    let begun = Begun::default();
    let (mut screens, mut ends) = (JoinSet::new(), Vec::new());
    for server in &servers {
        for number in 0..SCREENS {
            let client = server.signed_in(&people[number / SCREENS_EACH]).await?;
            let (end, ended) = oneshot::channel::<()>();
            ends.push(end);
            screens.spawn(watch(client, server.url.clone(), begun.clone(), ended));
        }
    }
    let annotators = Annotators::new(&servers, &people[0]).await?;
    let memory = tokio::spawn(memory(servers.iter().map(Server::id).collect(), lasting));
    let sent = annotators.go_on(&begun, lasting).await?;
    let memory = memory.await??;
    // What was said last has a second to be heard.
    sleep(Duration::from_secs(1)).await;
    drop(ends);
    let (mut heard, mut fewest) = (Vec::new(), usize::MAX);
    while let Some(screen) = screens.join_next().await {
        let times = screen??;
        fewest = fewest.min(times.len());
        heard.extend(times);
    }
    heard.sort_unstable();
    servers.into_iter().for_each(Server::stop);

    let case =
        format!("2 servers, {} live worklists, {EVENTS_A_SECOND} changes/s, {} s", 2 * SCREENS, lasting.as_secs());
    Ok(vec![
        Row::new(&case, "changes a second", "/s", sent as f64 / lasting.as_secs_f64())
            .at_least(f64::from(EVENTS_A_SECOND) * 0.98),
        Row::new(&case, "heard by the worst worklist, of all", "%", 100.0 * fewest as f64 / sent as f64)
            .at_least(100.0),
        Row::new(&case, "p50, until a worklist hears of it", "ms", ms(percentile(&heard, 50)?)),
        Row::new(&case, "p99, until a worklist hears of it", "ms", ms(percentile(&heard, 99)?)),
        Row::new(&case, "slowest, until a worklist hears of it", "ms", ms(percentile(&heard, 100)?)).under(1_000.0),
        Row::new(&case, "memory of the larger server at the end", "MB", memory.end),
        Row::new(&case, "the same, of what it was after a fifth of the time", "%", 100.0 * memory.end / memory.early)
            .under(110.0),
    ])
}

/// As many as the worklists need: the demonstration's own, and some that are invited to the same service.
async fn specialists(installation: &Installation, demo: &Demo, server: &Server) -> Result<Vec<Account>> {
    let mut people = vec![demo.account("specialist")?];
    let organisations = installation.run(&["organisation", "list"])?;
    let service = organisations.lines().find(|line| line.contains("Northshire Dermatology")).ok_or("no service")?;
    let service = service.split(' ').next().unwrap_or_default();
    while people.len() < SCREENS / SCREENS_EACH {
        let email = format!("specialist{}@northshire.example", people.len());
        let who = ["--email", &email, "--name", "Dr Robin Hale", "--role", "specialist", "--organisation", service];
        let printed = installation.run(&[&["account", "invite"][..], &who[..]].concat())?;
        let token = printed.split_whitespace().find_map(|word| word.split_once("/join/")).ok_or("no link")?.1;
        let client = Client::builder().cookie_store(true).build()?;
        client.get(format!("{}/join/{token}", server.url)).send().await?;
        let joined = client.post(format!("{}/join", server.url)).form(&[("password", PASSWORD)]).send().await?;
        joined.error_for_status()?;
        people.push(Account { role: "specialist".to_owned(), email, password: PASSWORD.to_owned() });
    }
    Ok(people)
}

/// An open worklist: how long each change took to be heard.
async fn watch(client: Client, url: String, begun: Begun, ended: oneshot::Receiver<()>) -> Result<Vec<Duration>> {
    let mut times = Vec::new();
    tokio::select! {
        failed = listen(&client, &url, &begun, &mut times) => failed?,
        _ = ended => {}
    }
    Ok(times)
}

async fn listen(client: &Client, url: &str, begun: &Begun, times: &mut Vec<Duration>) -> Result<()> {
    let (mut text, mut heard) = (String::new(), HashMap::<String, usize>::new());
    // A stream is ended after a quarter of an hour; a browser then asks again.
    loop {
        let mut stream = client.get(format!("{url}/events/worklist")).send().await?.error_for_status()?;
        while let Some(piece) = stream.chunk().await? {
            let now = Instant::now();
            text.push_str(&String::from_utf8_lossy(&piece));
            while let Some((event, rest)) = text.split_once("\n\n") {
                let case = event.strip_prefix("event: changed\ndata: ").map(str::to_owned);
                text = rest.to_owned();
                let Some(case) = case else { continue };
                let place = heard.entry(case.clone()).or_default();
                let begun = begun.lock().map_err(|_| "a screen failed")?;
                if let Some(begun) = begun.get(&case).and_then(|all| all.get(*place)) {
                    times.push(now - *begun);
                }
                *place += 1;
            }
        }
    }
}

/// Somebody who draws on pictures of several cases, by both servers in turn.
struct Annotators {
    /// A browser, its server and its pages' mark.
    at: Vec<(Client, String, String)>,
    /// Cases with a picture of each.
    on: Vec<(String, String)>,
}

impl Annotators {
    async fn new(servers: &[Server], who: &Account) -> Result<Self> {
        let mut at = Vec::new();
        for server in servers {
            let client = server.signed_in(who).await?;
            let me: Value = client.post(format!("{}/api/me", server.url)).send().await?.json().await?;
            at.push((client, server.url.clone(), me["mark"].as_str().unwrap_or_default().to_owned()));
        }
        let (client, url, _) = &at[0];
        let page = async |path: &str| Result::Ok(client.get(format!("{url}{path}")).send().await?.text().await?);
        let ids = |html: &str, before: &str| -> Vec<String> {
            let found = html.split(before).skip(1).filter_map(|rest| rest.get(..36));
            found.filter(|id| id.parse::<uuid::Uuid>().is_ok()).map(str::to_owned).collect()
        };
        let mut on: Vec<(String, String)> = Vec::new();
        for case in ids(&page("/worklist").await?, "/worklist/") {
            if on.len() == CASES {
                break;
            }
            let image = ids(&page(&format!("/worklist/{case}")).await?, "/images/").into_iter().next();
            if let Some(image) = image.filter(|_| on.iter().all(|(known, _)| *known != case)) {
                on.push((case, image));
            }
        }
        if on.is_empty() { Err("no case with a picture waits".into()) } else { Ok(Self { at, on }) }
    }

    /// How many changes were made.
    async fn go_on(self, begun: &Begun, lasting: Duration) -> Result<usize> {
        let pace = Duration::from_secs(1) * u32::try_from(self.on.len())? / EVENTS_A_SECOND;
        let start = Instant::now();
        let mut drawers = JoinSet::new();
        let cases = self.on.len();
        for (number, (case, image)) in self.on.into_iter().enumerate() {
            let (at, begun) = (self.at.clone(), begun.clone());
            drawers.spawn(async move {
                let mut version = 0_i64;
                let mut count = 0;
                // One after the other on a picture, and the pictures in turn.
                let mut due = start + pace * u32::try_from(number)? / u32::try_from(cases)?;
                while start.elapsed() < lasting {
                    sleep_until(due.into()).await;
                    due += pace;
                    let (client, url, mark) = &at[count % at.len()];
                    let at = json!({ "x": 0.1 + (count % 80) as f64 / 100.0, "y": 0.5 });
                    let overlay = json!({ "layer": { "marks": [{ "kind": "number", "at": at, "lesion": 1 }] } });
                    begun.lock().map_err(|_| "a screen failed")?.entry(case.clone()).or_default().push(Instant::now());
                    let body = json!({ "image": image, "seen": version, "overlay": overlay });
                    let post = client.post(format!("{url}/api/images/annotate")).header("skinlink-page", mark);
                    version = post.json(&body).send().await?.error_for_status()?.json().await?;
                    count += 1;
                }
                Result::Ok(count)
            });
        }
        let mut sent = 0;
        while let Some(count) = drawers.join_next().await {
            sent += count??;
        }
        Ok(sent)
    }
}

/// Megabytes of the larger of two servers, over a while each: after a fifth of the time, and at the end.
struct Memory {
    early: f64,
    end: f64,
}

async fn memory(processes: Vec<u32>, lasting: Duration) -> Result<Memory> {
    let mut seen = Vec::new();
    let begun = Instant::now();
    while begun.elapsed() < lasting {
        let mut largest: f64 = 0.0;
        for process in &processes {
            let status = fs::read_to_string(format!("/proc/{process}/status"))?;
            let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).ok_or("no VmRSS")?;
            let kilobytes: f64 = resident.trim().trim_end_matches(" kB").parse()?;
            largest = largest.max(kilobytes / 1_000.0);
        }
        seen.push(largest);
        sleep(Duration::from_secs(1)).await;
    }
    let tenth = (seen.len() / 10).max(1);
    let mean = |part: &[f64]| part.iter().sum::<f64>() / part.len() as f64;
    let (early, end) = (2 * tenth, seen.len() - tenth);
    Ok(Memory { early: mean(&seen[early..early + tenth]), end: mean(&seen[end..]) })
}
