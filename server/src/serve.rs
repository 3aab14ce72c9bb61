use std::{fs, future::IntoFuture, io::Write, net::SocketAddr, path::Path, time::Duration};

use axum::serve::ListenerExt;
use backend::{Backend, Settings};
use leptos::config::{Env, LeptosOptions};
use tokio::net::TcpListener;

use crate::{
    config::{Config, Switch},
    housekeeping,
    middleware::admission::Admission,
    router, shutdown,
    start::{self, StartError},
    state::{AppState, Closing},
};

/// How long the database may take to close.
const CLOSE_WITHIN: Duration = Duration::from_secs(2);

/// Serves until told to stop, then lets what is under way finish, for a bounded time.
pub(crate) async fn serve(config: &Config) -> Result<(), StartError> {
    let backend = start::open(config).await?;
    if config.demonstration == Switch::On {
        backend::demo::fill(&backend).await?;
    }
    let listener = TcpListener::bind(config.listen).await.map_err(|error| StartError::Listen(config.listen, error))?;
    let closing = Closing::default();
    let background = housekeeping::start(&backend, &closing);
    let state = AppState {
        backend: backend.clone(),
        leptos_options: leptos_options(config),
        admission: Admission::new(config),
        closing: closing.clone(),
    };
    if config.base_url.is_https() && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "everybody who comes by the proxy that speaks https counts as one and shares one part of what is let in at \
             once: name the proxy's address in SKINLINK_TRUSTED_PROXIES"
        );
    }
    say_what_leaves(backend.settings());
    let address = listener.local_addr()?;
    tracing::info!(%address, base_url = config.base_url.as_str(), "listening");
    if config.demonstration == Switch::On {
        welcome(config, &backend).await?;
    }

    // Without TCP_NODELAY a streamed page waits 40 ms for a delayed acknowledgement.
    let listener = listener.tap_io(|stream| {
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY was not set");
        }
    });
    let server =
        axum::serve(listener, router::router(state, config).into_make_service_with_connect_info::<SocketAddr>())
            .with_graceful_shutdown(closing.0.clone().cancelled_owned())
            .into_future();
    let mut server = tokio::spawn(server);
    tokio::select! {
        ended = &mut server => return ended.map_err(std::io::Error::other)?.map_err(StartError::Io),
        told = shutdown::told() => told?,
    }

    tracing::info!("stopping: finishing what is under way");
    closing.0.cancel();
    let finish = async {
        let served = server.await;
        background.wait().await;
        served
    };
    match tokio::time::timeout(Duration::from_secs(config.shutdown_seconds), finish).await {
        Ok(served) => served.map_err(std::io::Error::other)??,
        Err(_) => tracing::warn!(seconds = config.shutdown_seconds, "something was still under way and was cut off"),
    }
    // What was cut off may still hold a connection, and is not waited for again.
    let _ = tokio::time::timeout(CLOSE_WITHIN, backend.close()).await;
    tracing::info!("stopped");
    Ok(())
}

/// What leaves this server and what does not, in the log of its start.
fn say_what_leaves(settings: &Settings) {
    let notify = settings.channels.notify.as_ref();
    match notify {
        Some(_) if settings.demonstration => {
            tracing::warn!(
                "texts go to the demonstration's phone, though GOV.UK Notify is set up: nothing leaves a demonstration"
            );
        }
        None if settings.demonstration => {}
        None => tracing::warn!(
            "no texts leave: set SKINLINK_NOTIFY_API_KEY and SKINLINK_NOTIFY_TEMPLATE; until then nobody is offered to text a patient"
        ),
        Some(notify) if notify.receipts.is_none() => tracing::warn!(
            "texts leave by GOV.UK Notify, and whether they arrive is not known: set SKINLINK_NOTIFY_RECEIPT_TOKEN and the call-back at Notify"
        ),
        Some(_) => tracing::info!("texts leave by GOV.UK Notify"),
    }
    match &settings.channels.smtp {
        _ if settings.demonstration => {}
        None => tracing::warn!("no mail leaves: set SKINLINK_SMTP_URL and SKINLINK_MAIL_FROM"),
        Some(_) => tracing::info!("mail leaves by SMTP"),
    }
}

fn leptos_options(config: &Config) -> LeptosOptions {
    // scripts/site.sh writes the hashed names' list beside the binary; where it is not, nothing was hashed.
    let hashes = std::env::current_exe().and_then(|exe| fs::read_to_string(exe.with_file_name("hash.txt"))).ok();
    if !has_styles(&config.site, hashes.as_deref()) {
        tracing::warn!(
            site = %config.site.display(),
            "pages will have no styles: the site is not there, or was not built together with this server and the \
             hash.txt beside it; `make run` builds all three"
        );
    }
    LeptosOptions::builder()
        .output_name("skinlink")
        .site_root(config.site.to_string_lossy())
        .site_pkg_dir("pkg")
        .site_addr(config.listen)
        .hash_files(hashes.is_some())
        .env(if cfg!(debug_assertions) { Env::DEV } else { Env::PROD })
        .build()
}

/// Whether the site holds the stylesheet that pages will ask for.
fn has_styles(site: &Path, hashes: Option<&str>) -> bool {
    let hash = hashes.and_then(|hashes| hashes.lines().find_map(|line| line.strip_prefix("css: ")));
    let name = hash.map_or_else(|| "skinlink.css".to_owned(), |hash| format!("skinlink.{hash}.css"));
    site.join("pkg").join(name).exists()
}

/// Says on the terminal where to go and how to get in.
async fn welcome(config: &Config, backend: &Backend) -> Result<(), StartError> {
    let mut says = format!("\nSkinlink is up at {}\n\nDemonstration accounts:\n", config.base_url.as_str());
    for account in backend::accounts::demo_accounts(backend).await? {
        let role = format!("{:?}", account.role);
        says += &format!("  {role:<12} {:<36} {}\n", account.email, account.password);
    }
    says += &format!("\nThe patient's phone: {}/demo/phone\nStop with Ctrl-C.\n\n", config.base_url.as_str());
    // Where nobody reads it, it is not missed.
    let _ = std::io::stdout().write_all(says.as_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_of_another_build_is_noticed() {
        let site = tempfile::tempdir().unwrap();
        let hashes = "js: abc\nwasm: def\ncss: ghi\n";
        assert!(!has_styles(site.path(), None), "there is nothing");
        fs::create_dir(site.path().join("pkg")).unwrap();
        fs::write(site.path().join("pkg/skinlink.ghi.css"), "").unwrap();
        assert!(has_styles(site.path(), Some(hashes)));
        assert!(!has_styles(site.path(), Some("css: jkl")), "another build's");
        assert!(!has_styles(site.path(), None), "the list of names was left behind");
    }
}
