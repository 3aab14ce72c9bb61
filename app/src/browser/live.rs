//! Server-sent events.

use std::{cell::RefCell, rc::Rc};

use gloo::timers::callback::Interval;
use ui::browser::page::now;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventSource;

use crate::silence::Silence;

/// How often it is checked whether the stream is alive, in milliseconds.
const CHECK_MS: u32 = 2_000;

/// A connection that stays open until this is dropped; the browser reconnects by itself.
pub struct Listening {
    source: EventSource,
    _closures: [Closure<dyn FnMut()>; 3],
    _timer: Interval,
}

impl Listening {
    /// Calls `changed` for every event named `changed`, after a connection that was lost and made again, and every now
    /// and then while nothing is heard at all. None where the browser refuses the address.
    pub fn open(path: &str, changed: impl Fn() + Clone + 'static) -> Option<Self> {
        let source = EventSource::new(path).ok()?;
        let silence = Rc::new(RefCell::new(Silence::new(now())));
        let hear = |then: Box<dyn Fn()>| {
            let silence = silence.clone();
            Closure::<dyn FnMut()>::new(move || {
                silence.borrow_mut().heard(now());
                then();
            })
        };
        let is_first = std::cell::Cell::new(true);
        let (told, again, asks) = (changed.clone(), changed.clone(), changed);
        let hello = hear(Box::new(move || {
            // What was said between two connections, nobody heard.
            if !is_first.replace(false) {
                again();
            }
        }));
        let closures = [hear(Box::new(told)), hello, hear(Box::new(|| ()))];
        for (name, closure) in ["changed", "hello", "beat"].into_iter().zip(&closures) {
            source.add_event_listener_with_callback(name, closure.as_ref().unchecked_ref()).ok()?;
        }
        let timer = Interval::new(CHECK_MS, move || {
            if !leptos::prelude::document().hidden() && silence.borrow_mut().asks(now()) {
                asks();
            }
        });
        Some(Self { source, _closures: closures, _timer: timer })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.source.close();
    }
}
