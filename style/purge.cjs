// What of the NHS design system no page of ours mentions is left out: a third of the style sheet. Everything that is our
// own stays. Relative to the project's folder; see scripts/site.sh.
module.exports = {
  content: ['{app,capture,server,ui,viewer}/src/**/*.rs', 'public/*.js', 'locales/text/*.yml'],
  safelist: [/^(?!nhsuk-)/],
};
