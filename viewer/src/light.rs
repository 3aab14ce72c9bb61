use leptos::prelude::*;

/// How pictures are shown, in per cent of how they were taken. The pictures stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Light {
    pub brightness: i32,
    pub contrast: i32,
}

/// How far one press of a key goes.
const STEP: i32 = 10;

impl Light {
    pub const AS_TAKEN: Self = Self { brightness: 100, contrast: 100 };
    /// Both ends of both sliders: at 0 nothing would be seen.
    const RANGE: std::ops::RangeInclusive<i32> = 40..=250;

    pub fn brighter(self, steps: i32) -> Self {
        Self { brightness: within(self.brightness + steps * STEP), ..self }
    }

    pub fn starker(self, steps: i32) -> Self {
        Self { contrast: within(self.contrast + steps * STEP), ..self }
    }

    /// For the CSS property `filter`. Nothing at all when shown as taken, so that not one colour is touched.
    pub fn filter(self) -> String {
        if self == Self::AS_TAKEN {
            return String::new();
        }
        format!("brightness({}%) contrast({}%)", self.brightness, self.contrast)
    }

    /// What a person has to know while the pictures do not look as they were taken.
    pub fn note(self) -> Option<String> {
        let differs = |value: i32, more: &str, less: &str| match value {
            100 => None,
            101.. => Some(more.to_owned()),
            _ => Some(less.to_owned()),
        };
        let brightness = differs(self.brightness, "brighter", "darker");
        let contrast = differs(self.contrast, "with more contrast", "with less contrast");
        let how: Vec<String> = brightness.into_iter().chain(contrast).collect();
        (!how.is_empty()).then(|| format!("Shown {} than taken.", how.join(" and ")))
    }
}

fn within(value: i32) -> i32 {
    value.clamp(*Light::RANGE.start(), *Light::RANGE.end())
}

/// Two sliders and the way back.
#[component]
pub fn LightPanel(light: RwSignal<Light>) -> impl IntoView {
    let slider = move |id: &'static str, label: &'static str, get: fn(Light) -> i32, set: fn(&mut Light, i32)| {
        view! {
            <label class="slider" for=id>
                <span>{label}</span>
                <input type="range" id=id min=*Light::RANGE.start() max=*Light::RANGE.end() step="5" prop:value=move || get(light.get())
                    aria-valuetext=move || format!("{}% of how it was taken", get(light.get()))
                    on:input:target=move |event| {
                        if let Ok(value) = event.target().value().parse() {
                            light.update(|light| set(light, within(value)));
                        }
                    }/>
            </label>
        }
    };
    view! {
        <div class="viewer__panel" role="group" aria-label="Light">
            {slider("light-brightness", "Brightness", |light| light.brightness, |light, value| light.brightness = value)}
            {slider("light-contrast", "Contrast", |light| light.contrast, |light, value| light.contrast = value)}
            <button type="button" class="tool" disabled=move || light.get() == Light::AS_TAKEN
                on:click=move |_| light.set(Light::AS_TAKEN)>"As taken"</button>
        </div>
    }
    .into_any()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_taken_there_is_no_filter_and_nothing_to_say() {
        assert_eq!(Light::AS_TAKEN.filter(), "");
        assert_eq!(Light::AS_TAKEN.note(), None);
        let there_and_back = Light::AS_TAKEN.brighter(1).starker(2).brighter(-1).starker(-2);
        assert_eq!(there_and_back, Light::AS_TAKEN);
    }

    #[test]
    fn the_note_says_what_is_different() {
        let light = Light::AS_TAKEN.brighter(2);
        assert_eq!(light.filter(), "brightness(120%) contrast(100%)");
        assert_eq!(light.note().unwrap(), "Shown brighter than taken.");
        assert_eq!(light.starker(-1).note().unwrap(), "Shown brighter and with less contrast than taken.");
        assert_eq!(Light::AS_TAKEN.brighter(-99), Light { brightness: 40, contrast: 100 });
    }
}
