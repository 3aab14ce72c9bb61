use std::time::Duration;

use domain::{
    case::{Draft, Fact, Problem},
    forms::{Checked, Findings},
    ids::CaseId,
    view::{AskedNow, ImageView, PhotoRequestView, RequestView, SameNumber, Saved, When},
};
use leptos::{html, prelude::*, task::spawn_local};

use crate::api::{
    AppError,
    cases::{load_request, save_draft},
};

/// The debounce: how long typing must pause before the draft is saved.
const PAUSE: Duration = Duration::from_millis(800);
/// When a save that did not reach the server is tried again.
const AGAIN: Duration = Duration::from_secs(5);

/// The state of the request form: what stands in it, what the server has of it, what came in meanwhile.
#[derive(Clone, Copy)]
pub struct DraftForm {
    pub case: CaseId,
    pub form: NodeRef<html::Form>,
    /// As it stands in the form.
    pub draft: RwSignal<Draft>,
    /// What is asked about the skin.
    pub asked: RwSignal<Checked>,
    /// What was answered and is not asked by that.
    pub left_out: RwSignal<Vec<Fact>>,
    /// What the rules read of what stands in the form at this moment.
    pub findings: Memo<Findings>,
    pub version: RwSignal<i64>,
    pub saved: RwSignal<When>,
    pub problems: RwSignal<Vec<Problem>>,
    /// Whether somebody tried to send: only then is a field told that it is wrong.
    pub checked: RwSignal<bool>,
    /// It became another form's while somebody sent it: they have not seen what they would send by.
    pub form_changed: RwSignal<bool>,
    /// What a text to the patient still needs, once somebody tried to send one.
    pub contact: RwSignal<Vec<Problem>>,
    /// Texts can be sent from here.
    pub texts: bool,
    /// Somebody pressed for a text.
    pub texted: RwSignal<bool>,
    /// Why there was none.
    pub not_texted: RwSignal<Option<AppError>>,
    pub images: RwSignal<Vec<ImageView>>,
    pub photo_requests: RwSignal<Vec<PhotoRequestView>>,
    /// The practice's other requests for this NHS number.
    pub same_number: RwSignal<Option<SameNumber>>,
    /// Who it is about no longer changes here.
    pub identity_bound: RwSignal<bool>,
    /// What was typed about the patient and not taken.
    pub refused: RwSignal<Vec<Problem>>,
    pub failure: RwSignal<Option<AppError>>,
    pub saving: RwSignal<bool>,
    /// Everything is saved and right: the form may leave for the server.
    pub sending: RwSignal<bool>,
    /// As the server has it.
    on_server: StoredValue<Draft>,
    timer: StoredValue<Option<TimeoutHandle>>,
}

impl DraftForm {
    /// `checked`: whether somebody tried to send it; `texting`: whether somebody tried to text the patient.
    pub fn new(view: RequestView, checked: bool, texting: bool) -> Self {
        let (draft, asked) = (RwSignal::new(view.draft.clone()), RwSignal::new(view.form));
        Self {
            case: view.case,
            form: NodeRef::new(),
            on_server: StoredValue::new(view.draft),
            draft,
            asked,
            left_out: RwSignal::new(view.left_out),
            findings: Memo::new(move |_| draft.with(|draft| asked.with(|asked| Findings::of(draft, asked)))),
            version: RwSignal::new(view.version),
            saved: RwSignal::new(view.saved),
            problems: RwSignal::new(view.problems),
            checked: RwSignal::new(checked),
            form_changed: RwSignal::new(false),
            contact: RwSignal::new(if texting { view.contact } else { Vec::new() }),
            texts: view.texts,
            texted: RwSignal::new(false),
            not_texted: RwSignal::new(None),
            images: RwSignal::new(view.images),
            photo_requests: RwSignal::new(view.photo_requests),
            same_number: RwSignal::new(view.same_number),
            identity_bound: RwSignal::new(view.identity_bound),
            refused: RwSignal::new(Vec::new()),
            failure: RwSignal::new(None),
            saving: RwSignal::new(false),
            sending: RwSignal::new(false),
            timer: StoredValue::new(None),
        }
    }

    /// What is wrong with a field, once somebody tried to send.
    pub fn error(self, field: &str) -> Signal<Option<String>> {
        let field = field.to_owned();
        Signal::derive(move || {
            let problems = self.problems.read();
            let problem = problems.iter().find(|problem| problem.field == field)?;
            self.checked.get().then(|| problem.message.clone())
        })
    }

    /// What stands in the way of sending it, for whoever tried.
    pub fn in_the_way(self) -> Vec<Problem> {
        let changed = self.form_changed.get().then(AskedNow::not_seen);
        changed.into_iter().chain(self.problems.get()).collect()
    }

    /// How much is missing or wrong of these fields.
    pub fn missing(self, fields: Vec<String>) -> Signal<usize> {
        Signal::derive(move || self.problems.read().iter().filter(|problem| fields.contains(&problem.field)).count())
    }

    /// When a text was handed over, for as long as that is the news of its link.
    pub fn on_its_way(self) -> Option<When> {
        let requests = self.photo_requests.read();
        let newest = requests.first().filter(|newest| self.texted.get() && newest.has_brought_nothing())?;
        Some(newest.sent.clone())
    }

    /// Something was typed: shown at once, saved when the typing pauses; at once where other questions may follow from it.
    pub fn typed(self) {
        let draft = self.read();
        let asks_anew =
            self.on_server.with_value(|before| (&before.problem, &before.service) != (&draft.problem, &draft.service));
        self.draft.set(draft);
        if asks_anew { self.save_now() } else { self.later(PAUSE) }
    }

    /// Saves what is not saved yet, now.
    pub fn save_now(self) {
        spawn_local(async move {
            self.save().await;
        });
    }

    fn later(self, pause: Duration) {
        if let Some(Some(timer)) = self.timer.try_get_value() {
            timer.clear();
        }
        self.timer.try_update_value(|timer| *timer = set_timeout_with_handle(move || self.save_now(), pause).ok());
    }

    fn read(self) -> Draft {
        #[cfg(feature = "hydrate")]
        if let Some(form) = self.form.get_untracked() {
            let mut typed = super::read::draft_of(&crate::browser::form::pairs(&form));
            let asked = self.asked.read_untracked();
            // The fields of another version are about to be replaced: what stood in them is in the draft.
            if typed.response.questionnaire == asked.canonical() {
                typed.response =
                    self.draft.with_untracked(|before| asked.typed_over(&typed.response, &before.response));
                return typed;
            }
        }
        self.draft.get_untracked()
    }

    /// Saves until the server has what stands in the form; whether it has. One save at a time, in order.
    pub async fn save(self) -> bool {
        while self.saving.get_untracked() {
            gap().await;
        }
        self.saving.set(true);
        let done = loop {
            let draft = self.read();
            if self.on_server.with_value(|on_server| on_server.is_typed_as(&draft)) {
                break true;
            }
            match save_draft(self.case, self.version.get_untracked(), draft.clone()).await {
                Ok(saved) => self.took(draft, saved),
                Err(AppError::Stale) if self.only_pictures_came().await => {}
                Err(error) => break self.not_saved(error),
            }
        };
        self.saving.set(false);
        if done {
            self.failure.set(None);
        }
        done
    }

    fn took(self, mut draft: Draft, saved: Saved) {
        if let Some(now) = saved.asked_now {
            // The fields of the other version are filled in from here: with what the server has for its questions, and with
            // what was typed meanwhile.
            let typed = self.read();
            let response =
                self.asked.with_untracked(|page| now.with_typed_since(page, &draft.response, &typed.response));
            self.draft.set(Draft { response, ..typed });
            draft.response = now.response;
            self.left_out.set(now.left_out);
            self.asked.set(now.form);
        }
        self.on_server.set_value(draft);
        self.version.set(saved.version);
        self.saved.set(saved.at);
        self.problems.set(saved.problems);
        self.same_number.set(saved.same_number);
        self.refused.set(saved.refused);
        if saved.unseen {
            spawn_local(self.refresh());
        }
    }

    fn not_saved(self, error: AppError) -> bool {
        match error {
            // The page is covered, and saves again when its owner goes on with it.
            AppError::SignedOut | AppError::OtherSession(_) => {}
            error => {
                if is_tried_again(&error) {
                    self.later(AGAIN);
                }
                self.failure.set(Some(error));
            }
        }
        false
    }

    /// A newer version with the same text in it is nobody else's typing: pictures arrived, or a link was opened.
    async fn only_pictures_came(self) -> bool {
        let before = self.version.get_untracked();
        self.refresh().await;
        self.version.get_untracked() != before
    }

    /// Fetches what others add: pictures, and how the links stand. What is typed here stays as it is.
    pub async fn refresh(self) {
        // Once sent it is no draft any more, and this page is being left.
        if self.sending.get_untracked() {
            return;
        }
        let Ok(fresh) = load_request(self.case).await else { return };
        self.images.set(fresh.images);
        self.identity_bound.set(fresh.identity_bound);
        self.photo_requests.set(fresh.photo_requests);
        if self.on_server.with_value(|on_server| on_server.is_typed_as(&fresh.draft)) {
            self.version.set(fresh.version);
            self.problems.set(fresh.problems);
        }
    }
}

/// Whether waiting may help: anything else would be refused again.
pub fn is_tried_again(error: &AppError) -> bool {
    matches!(error, AppError::Unavailable)
}

/// A moment for the save under way to end.
async fn gap() {
    #[cfg(feature = "hydrate")]
    ui::browser::page::sleep(50).await;
}
