use domain::image::View;
use leptos::prelude::*;

/// How a picture is doing on its way.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Sending {
    Waiting,
    /// Per cent that the server has acknowledged.
    Under(u8),
    NoSignal,
    /// The way or the server does not take it for now.
    NotNow,
    /// It goes on once the date of birth was given again.
    Unconfirmed,
    Sent,
    /// A code with a sentence under `refused.` in the locale files.
    Refused(String),
}

impl Sending {
    /// Neither sent nor given up.
    pub fn is_under_way(&self) -> bool {
        match self {
            Self::Waiting | Self::Under(_) | Self::NoSignal | Self::NotNow | Self::Unconfirmed => true,
            Self::Sent | Self::Refused(_) => false,
        }
    }
}

/// One picture on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    pub key: u32,
    pub view: View,
    /// An address in this page's memory.
    pub preview: String,
    pub state: Sending,
}

impl Outgoing {
    pub fn is_sent(&self) -> bool {
        self.state == Sending::Sent
    }
}

/// Pictures on their way, sent one after the other. Lives in memory only: nothing clinical stays in a browser.
#[derive(Debug, Clone, Copy)]
pub struct Queue {
    pictures: RwSignal<Vec<Outgoing>>,
    /// How many have arrived: changes whenever there is something new to show.
    arrived: RwSignal<u32>,
    /// Whether a picture is under review that is not among them yet.
    #[cfg(feature = "hydrate")]
    held: RwSignal<bool>,
    #[cfg(feature = "hydrate")]
    waiting: StoredValue<std::collections::VecDeque<super::send::Job>, LocalStorage>,
}

impl Queue {
    /// A queue for the pages below, which asks before a page with unsent pictures is left.
    pub fn provide() -> Self {
        let queue = Self {
            pictures: RwSignal::new(Vec::new()),
            arrived: RwSignal::new(0),
            #[cfg(feature = "hydrate")]
            held: RwSignal::new(false),
            #[cfg(feature = "hydrate")]
            waiting: StoredValue::new_local(std::collections::VecDeque::new()),
        };
        provide_context(queue);
        #[cfg(feature = "hydrate")]
        Effect::new(move |_| {
            let unsent = move || {
                queue.pictures.try_with_untracked(|all| unsent(all) > 0) == Some(true)
                    || queue.held.try_get_untracked() == Some(true)
            };
            ui::browser::page::ask_before_leaving(unsent);
            ui::browser::page::renew_when_back(unsent);
        });
        queue
    }

    /// The queue of the page around.
    pub fn of_page() -> Self {
        expect_context()
    }

    pub fn pictures(self) -> Vec<Outgoing> {
        self.pictures.get()
    }

    pub fn arrived(self) -> u32 {
        self.arrived.get()
    }

    /// How many are neither sent nor given up.
    pub fn unsent(self) -> usize {
        self.pictures.with(|all| unsent(all))
    }

    /// The key of the sentence that says why nothing goes on, if nothing does.
    pub fn held_up(self) -> Option<&'static str> {
        self.pictures.with(|all| {
            all.iter().find_map(|picture| match picture.state {
                Sending::NoSignal => Some("upload.offline"),
                Sending::NotNow => Some("upload.not_now"),
                Sending::Unconfirmed => Some("upload.unconfirmed"),
                _ => None,
            })
        })
    }

    /// Whether the date of birth is wanted again before anything goes on.
    pub fn is_unconfirmed(self) -> bool {
        self.pictures.with(|all| all.iter().any(|picture| picture.state == Sending::Unconfirmed))
    }

    /// How many pictures of this view this page sends, or has sent and not seen among the server's yet.
    pub fn sends(self, view: View) -> usize {
        let is_sent = |picture: &&Outgoing| picture.view == view && !matches!(picture.state, Sending::Refused(_));
        self.pictures.with(|all| all.iter().filter(is_sent).count())
    }

    /// Takes out a picture that was refused, or those that the page now shows from the server.
    pub fn forget(self, gone: impl Fn(&Outgoing) -> bool) {
        #[cfg(feature = "hydrate")]
        self.pictures.with_untracked(|all| {
            all.iter().filter(|picture| gone(picture)).for_each(|picture| ui::browser::files::forget(&picture.preview));
        });
        if self.pictures.with_untracked(|all| all.iter().any(&gone)) {
            self.pictures.update(|all| all.retain(|picture| !gone(picture)));
        }
    }
}

fn unsent(pictures: &[Outgoing]) -> usize {
    pictures.iter().filter(|picture| picture.state.is_under_way()).count()
}

#[cfg(feature = "hydrate")]
impl Queue {
    /// Puts a picture at the end, and starts sending if nothing is being sent.
    pub(super) fn add(
        self,
        view: View,
        preview: String,
        picture: ui::browser::files::Picked,
        metadata: Vec<(&'static str, String)>,
    ) {
        self.put(view, preview, super::send::Job { key: 0, picture, clip: None, metadata });
    }

    /// The same for a clip, which goes after the picture that is its poster.
    pub fn add_clip(
        self,
        view: View,
        preview: String,
        poster: ui::browser::files::Picked,
        clip: ui::browser::files::Picked,
        metadata: Vec<(&'static str, String)>,
    ) {
        self.put(view, preview, super::send::Job { key: 0, picture: poster, clip: Some(clip), metadata });
    }

    fn put(self, view: View, preview: String, job: super::send::Job) {
        let key = self.pictures.with_untracked(|all| all.iter().map(|picture| picture.key + 1).max().unwrap_or(0));
        let idle = self.pictures.with_untracked(|all| unsent(all) == 0);
        self.pictures.update(|all| all.push(Outgoing { key, view, preview, state: Sending::Waiting }));
        self.waiting.update_value(|jobs| jobs.push_back(super::send::Job { key, ..job }));
        if idle {
            leptos::task::spawn_local(super::send::send_all(self));
        }
    }

    /// A picture under review is unsent work as well.
    pub(super) fn hold(self, held: bool) {
        self.held.set(held);
    }

    pub(super) fn next(self) -> Option<super::send::Job> {
        self.waiting.try_update_value(std::collections::VecDeque::pop_front).flatten()
    }

    pub(super) fn set(self, key: u32, state: Sending) {
        let sent = state == Sending::Sent;
        // The page may be gone by now.
        self.pictures.try_update(|all| {
            if let Some(picture) = all.iter_mut().find(|picture| picture.key == key) {
                picture.state = state;
            }
        });
        if sent {
            self.arrived.try_update(|count| *count += 1);
        }
    }
}
