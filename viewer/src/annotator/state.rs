use domain::annotation::{Layer, Mark};
use leptos::prelude::*;

/// The marks that are there, and what becomes of new ones: whoever shows an annotator stores them.
#[derive(Debug, Clone, Copy)]
pub struct AnnotatorState {
    pub layer: Signal<Layer>,
    pub add: Callback<Mark>,
    pub undo: Callback<()>,
    pub redo: Callback<()>,
    pub can_undo: Signal<bool>,
    pub can_redo: Signal<bool>,
}
