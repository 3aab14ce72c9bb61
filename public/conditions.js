// Shows what is asked and hides the rest, as one answers. Nothing depends on it: what was answered where nothing was
// asked counts for nothing on the server, whose rules these are (domain::forms).
const number = (typed) => {
  const [, digits, unit] = /^([\d.,]+)\s*(cm|mm)?$/i.exec(typed.trim()) ?? [];
  const value = Number(digits?.replace(',', '.'));
  return unit?.toLowerCase() === 'cm' ? value * 10 : value;
};

// What is answered to a question; nothing where it is hidden.
function answers(form, question) {
  const fields = [...form.elements].filter((field) => {
    const at = field.name?.indexOf(`[${question}]`) ?? -1;
    return at > 0 && !field.closest('.asked-when[hidden]');
  });
  if (fields.length === 3 && fields[0].closest('.nhsuk-date-input')) {
    const [day, month, year] = fields.map((field) => field.value.trim());
    return day && month && year ? [`${year.padStart(4, '0')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`] : [];
  }
  const isTick = (field) => field.type === 'checkbox' || field.type === 'radio';
  return fields.filter((field) => (isTick(field) ? field.checked : field.value.trim())).map((field) => field.value.trim());
}

function holds(form, { question, operator, answer }) {
  const given = answers(form, question);
  // A question that is not asked has no answer, and the server takes it so.
  const fields = [...form.elements].filter((field) => (field.name?.indexOf(`[${question}]`) ?? -1) > 0);
  if (fields.length && fields.every((field) => field.closest('.asked-when[hidden]'))) return operator === '!=' || (operator === 'exists' && !answer);
  if (operator === 'exists') return given.length > 0 === answer;
  if (typeof answer === 'boolean') return (given.includes('true') === answer) === (operator === '=');
  const read = typeof answer === 'number' ? number : (typed) => typed;
  const any = (fits) => given.some((typed) => fits(read(typed)));
  switch (operator) {
    case '=': return any((value) => value === answer);
    case '!=': return !any((value) => value === answer);
    case '>': return any((value) => value > answer);
    case '<': return any((value) => value < answer);
    case '>=': return any((value) => value >= answer);
    default: return any((value) => value <= answer);
  }
}

function show(form) {
  const parts = [...form.querySelectorAll('.asked-when')];
  // What one hides may hide another that stands before it.
  for (let round = 0; round <= parts.length; round++) {
    let changed = false;
    for (const part of parts) {
      const { any, conditions } = JSON.parse(part.dataset.when);
      const isAsked = conditions[any ? 'some' : 'every']((condition) => holds(form, condition));
      changed ||= part.hidden === isAsked;
      part.hidden = !isAsked;
    }
    if (!changed) break;
  }
}

function watch() {
  for (const form of [...document.forms].filter((each) => each.querySelector('.asked-when'))) {
    if (!form.classList.contains('asks-by-itself')) form.addEventListener('input', () => show(form));
    form.classList.add('asks-by-itself');
    show(form);
  }
}

watch();
// A page may go on to another form without being loaded anew.
const isAsked = (node) => node.nodeType === Node.ELEMENT_NODE && (node.matches('.asked-when') || node.querySelector('.asked-when'));
new MutationObserver((changes) => {
  if (changes.some((change) => [...change.addedNodes].some(isAsked))) watch();
}).observe(document.body, { childList: true, subtree: true });
