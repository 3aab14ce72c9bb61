//! Answers that can be sent.

use domain::case::Answer;

/// One that ends the case once it was read.
pub fn answer() -> Answer {
    Answer {
        outcome: "reassure".into(),
        diagnosis: "Seborrhoeic keratosis".into(),
        confidence: "probable".into(),
        nature: "benign".into(),
        advice: "No treatment needed.".into(),
        who_acts: "practice".into(),
        safety_net: "Come back if it bleeds or grows.".into(),
        patient_advice: "This is harmless.".into(),
        ..Answer::default()
    }
}

/// A request for more from the patient.
pub fn ask_patient() -> Answer {
    Answer {
        outcome: "more_information".into(),
        advice: "A sharper close-up, please.".into(),
        who_acts: "patient".into(),
        picture_faults: "blur".into(),
        ..Answer::default()
    }
}

/// To be asked elsewhere.
pub fn redirect() -> Answer {
    Answer {
        outcome: "redirect".into(),
        diagnosis: String::new(),
        nature: String::new(),
        confidence: String::new(),
        advice: "Southshire does these.".into(),
        patient_advice: String::new(),
        ..answer()
    }
}

/// A suspected cancer, found in a request for advice.
pub fn upgrade() -> Answer {
    Answer {
        outcome: "upgrade_to_cancer".into(),
        nature: "malignant".into(),
        diagnosis: "Melanoma?".into(),
        advice: "Suspicious of melanoma.".into(),
        safety_net: String::new(),
        patient_advice: String::new(),
        ..answer()
    }
}

/// A suspected cancer that is none.
pub fn downgrade() -> Answer {
    Answer {
        outcome: "downgrade".into(),
        diagnosis: "Seborrhoeic keratosis".into(),
        advice: "A routine appointment is enough.".into(),
        downgrade_reason: "Stuck-on, with horn cysts; no atypical network.".into(),
        who_acts: "hospital".into(),
        safety_net: String::new(),
        patient_advice: String::new(),
        ..answer()
    }
}
