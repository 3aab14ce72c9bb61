//! How a page speaks to the server: everything that it sends carries the mark of the sign-in it was made for, so that
//! nobody's page acts for somebody else who signed in later in the same browser.
//!
//! A server function for people who are signed in is called by [`Marked`], a form on their pages says `action=marked(…)`.
//! Without the mark the server takes neither for theirs.

use std::{
    cell::{Cell, RefCell},
    future::{Future, poll_fn},
    pin::pin,
};

use futures::{Sink, Stream};
use leptos::{
    prelude::*,
    server_fn::{
        Bytes,
        client::{Client, browser::BrowserClient},
        error::FromServerFnError,
        request::browser::BrowserRequest,
        response::{ClientRes, browser::BrowserResponse},
    },
};

/// The header of a call that names the sign-in its page was made for. A form says the same in its address.
pub const HEADER: &str = "skinlink-page";
/// The header of a call that nobody asked for: it keeps nobody signed in.
pub const UNASKED: &str = "skinlink-unasked";
/// The name of the mark in a form's address.
pub const FIELD: &str = "page";

/// The problem of an answer to a link whose patient has not shown lately that it is theirs.
pub const UNCONFIRMED: &str = "unconfirmed";

thread_local! {
    static MARK: RefCell<String> = const { RefCell::new(String::new()) };
    static IS_UNASKED: Cell<bool> = const { Cell::new(false) };
    static LOST: Cell<Option<Callback<()>>> = const { Cell::new(None) };
}

/// The mark of the page, for its forms.
#[derive(Debug, Clone, Copy)]
pub struct PageMark(pub RwSignal<String>);

impl PageMark {
    /// Makes the mark known to everything on the page.
    pub fn provide(mark: String) -> Self {
        set(mark.clone());
        let mark = Self(RwSignal::new(mark));
        provide_context(mark);
        mark
    }

    /// The same person signed in again, and goes on with this page.
    pub fn renew(self, mark: String) {
        set(mark.clone());
        self.0.set(mark);
    }
}

/// Calls of this page carry it. The server makes none.
fn set(mark: String) {
    if cfg!(feature = "hydrate") {
        MARK.set(mark);
    }
}

/// The mark that this page's calls carry; empty where nobody is signed in.
pub fn mark() -> String {
    MARK.with_borrow(Clone::clone)
}

/// A form's address with the mark of its page.
pub fn marked(path: impl Into<String>) -> impl Fn() -> String + Clone + Send + Sync + 'static {
    let (path, mark) = (path.into(), use_context::<PageMark>());
    move || match mark {
        Some(PageMark(mark)) => format!("{path}?{FIELD}={}", mark.get()),
        None => path.clone(),
    }
}

/// Calls `lost` when the server says that this page's sign-in is over.
pub fn on_lost(lost: Callback<()>) {
    if cfg!(feature = "hydrate") {
        LOST.set(Some(lost));
    }
}

/// The server does not take this page for the person's who is signed in.
pub fn lost() {
    if let Some(lost) = LOST.get() {
        lost.run(());
    }
}

/// A call that a page makes by itself: prefetched, or because something changed.
pub async fn unasked<T>(call: impl Future<Output = T>) -> T {
    let mut call = pin!(call);
    poll_fn(|context| {
        IS_UNASKED.set(true);
        let done = call.as_mut().poll(context);
        IS_UNASKED.set(false);
        done
    })
    .await
}

/// The browser's own client, with the mark on every call.
#[derive(Debug)]
pub struct Marked;

impl<E, I, O> Client<E, I, O> for Marked
where
    E: FromServerFnError,
    I: FromServerFnError,
    O: FromServerFnError,
{
    type Request = BrowserRequest;
    type Response = BrowserResponse;

    fn send(request: Self::Request) -> impl Future<Output = Result<Self::Response, E>> + Send {
        request.headers().set(HEADER, &mark());
        if IS_UNASKED.get() {
            request.headers().set(UNASKED, "1");
        }
        let answer = <BrowserClient as Client<E, I, O>>::send(request);
        async move {
            let answer = answer.await;
            if answer.as_ref().is_ok_and(|answer| matches!(ClientRes::<E>::status(answer), 401 | 412)) {
                lost();
            }
            answer
        }
    }

    fn open_websocket(
        path: &str,
    ) -> impl Future<
        Output = Result<
            (impl Stream<Item = Result<Bytes, Bytes>> + Send + 'static, impl Sink<Bytes> + Send + 'static),
            E,
        >,
    > + Send {
        <BrowserClient as Client<E, I, O>>::open_websocket(path)
    }

    fn spawn(future: impl Future<Output = ()> + Send + 'static) {
        <BrowserClient as Client<E, I, O>>::spawn(future);
    }
}
