use std::{future::IntoFuture, io::Write, net::SocketAddr, time::Duration};

use app::api::context::SettingsFound;
use axum::serve::ListenerExt;
use backend::{Backend, Settings};
use leptos::config::{Env, LeptosOptions};
use tokio::net::TcpListener;

use crate::{
    check,
    config::{Config, Switch},
    housekeeping,
    metrics::{self, Metrics},
    middleware::admission::Admission,
    router,
    shutdown::Signals,
    site::Site,
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
    let admission = Admission::new(config);
    let metrics = tell_numbers(config, &backend, &admission, &closing).await?;
    let background = housekeeping::start(&backend, &closing);
    let state = AppState {
        backend: backend.clone(),
        leptos_options: leptos_options(config),
        site: site(config),
        admission,
        metrics,
        closing: closing.clone(),
        settings_found: SettingsFound(check::of_settings(config).into()),
    };
    look_at_clock(&backend).await;
    if config.base_url.is_https() && config.trusted_proxies.is_empty() {
        tracing::warn!(
            "everybody who comes by the proxy that speaks https counts as one and shares one part of what is let in at \
             once: name the proxy's address in SKINLINK_TRUSTED_PROXIES"
        );
    }
    say_what_leaves(backend.settings());
    // Whoever reads the next line may tell the server to stop at once.
    let mut signals = Signals::catch()?;
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
        () = signals.told() => {}
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
        Some(notify) if notify.receipts.is_none() => tracing::info!(
            "texts leave by GOV.UK Notify, and what became of each is asked for: it is known sooner with SKINLINK_NOTIFY_RECEIPT_TOKEN and the call-back at Notify"
        ),
        Some(_) => tracing::info!("texts leave by GOV.UK Notify"),
    }
    match &settings.channels.smtp {
        _ if settings.demonstration => {}
        None => tracing::warn!("no mail leaves: set SKINLINK_SMTP_URL and SKINLINK_MAIL_FROM"),
        Some(_) => tracing::info!("mail leaves by SMTP"),
    }
}

/// Tells numbers on a port of their own, where one is set.
async fn tell_numbers(
    config: &Config,
    backend: &Backend,
    admission: &Admission,
    closing: &Closing,
) -> Result<Option<Metrics>, StartError> {
    let Some(at) = config.metrics_listen else { return Ok(None) };
    let listener = TcpListener::bind(at).await.map_err(|error| StartError::Listen(at, error))?;
    tracing::info!(address = %listener.local_addr()?, "tells numbers at /metrics");
    let metrics = Metrics::new(backend.clone(), admission.clone());
    tokio::spawn(metrics::serve(listener, metrics.clone(), closing.clone()));
    Ok(Some(metrics))
}

/// Where clocks differ, what one server wrote a moment ago is another's future.
async fn look_at_clock(backend: &Backend) {
    if let Ok(Some(line)) = backend::check::clock_is_off(backend).await {
        tracing::error!("the clock is {}", line.says);
    }
}

fn leptos_options(config: &Config) -> LeptosOptions {
    LeptosOptions::builder()
        .output_name("skinlink")
        .site_addr(config.listen)
        .env(if cfg!(debug_assertions) { Env::DEV } else { Env::PROD })
        .build()
}

fn site(config: &Config) -> Site {
    let site = Site::open(config.site.as_deref());
    if !site.has_styles() {
        tracing::warn!(
            %site,
            "pages will have no styles: the site is not there, or was not built together with this server and the \
             hash.txt beside it; `make run` builds one program that holds everything"
        );
    }
    site
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
