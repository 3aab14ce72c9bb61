//! The specialist's worklist page, 50 rows, signed in, as a browser asks for it.

use std::{
    env, fs,
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
    time::Duration,
};

use reqwest::Client;

use crate::{
    Result, folders,
    load::{AS_CHROMIUM, Page, ms},
    report::Row,
    server::{Demo, Server},
};

const PEER: &str = "axum, same bytes from memory";

pub(crate) async fn measure(server: &Server, demo: &Demo, lasting: Duration, pace: u32) -> Result<Vec<Row>> {
    let client = server.signed_in(&demo.account("specialist")?).await?;
    let page = Page { client, url: format!("{}/worklist", server.url) };
    check_rows(&page.fetch("identity").await?)?;
    let static_page = StaticPage::start(&page.fetch(AS_CHROMIUM).await?)?;
    let nothing = Page { client: Client::new(), url: static_page.url.clone() };

    // The first pages open the pool's connections and fill the caches.
    page.flat_out(Duration::from_secs(2)).await?;
    let paced = (page.paced(pace, lasting).await?, nothing.paced(pace, lasting).await?);
    let most = (page.flat_out(lasting).await?, nothing.flat_out(lasting).await?);

    let case = "worklist page, 50 rows";
    let at_pace = |which: &str| format!("{which} at {pace} requests/s");
    Ok(vec![
        Row::new(case, &at_pace("p99"), "ms", ms(paced.0.p99)).beside(PEER, ms(paced.1.p99)).under(20.0),
        Row::new(case, &at_pace("p50"), "ms", ms(paced.0.p50)).beside(PEER, ms(paced.1.p50)),
        Row::new(case, "most", "requests/s", most.0.per_second).beside(PEER, most.1.per_second),
        Row::new(case, "p99 at most", "ms", ms(most.0.p99)).beside(PEER, ms(most.1.p99)),
    ])
}

/// A page that lost its rows would be quick.
fn check_rows(page: &[u8]) -> Result<()> {
    let page = String::from_utf8_lossy(page);
    let rows = page.matches("href=\"/worklist/").count();
    if rows < 50 { Err(format!("the worklist page links to {rows} cases instead of 50").into()) } else { Ok(()) }
}

/// The peer's process; killed when dropped.
struct StaticPage {
    child: Child,
    url: String,
}

impl StaticPage {
    fn start(page: &[u8]) -> Result<Self> {
        let file = folders::out().join("worklist.html.zst");
        fs::write(&file, page)?;
        let mut child =
            Command::new(env::current_exe()?).arg("static-page").arg(file).stdout(Stdio::piped()).spawn()?;
        let mut address = String::new();
        BufReader::new(child.stdout.take().ok_or("the peer has no output")?).read_line(&mut address)?;
        Ok(Self { child, url: format!("http://{}/", address.trim()) })
    }
}

impl Drop for StaticPage {
    fn drop(&mut self) {
        // Already gone is no error.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
