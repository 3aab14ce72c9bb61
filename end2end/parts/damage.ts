/// Does this to a page that was parsed and is not alive yet. For an init script.
export const beforeAlive = (damage: string) => `document.addEventListener('readystatechange', () => { if (document.readyState === 'interactive') { ${damage} } });`;

const texts = `
  const texts = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) if (!/^(SCRIPT|STYLE|TEXTAREA|OPTION)$/.test(walker.currentNode.parentElement.tagName) && walker.currentNode.data.trim()) texts.push(walker.currentNode);`;

/// What others do to a page, each by the smallest script that does the same.
export const damages = {
  // Safari, of what it takes for telephone numbers and dates: a text is cut, and its middle becomes a link.
  'numbers become links': `${texts}
    for (const text of texts) {
      const found = /\\d[\\d ]{5,}|\\d{1,2} (Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)/.exec(text.data);
      if (!found) continue;
      const middle = text.splitText(found.index);
      middle.splitText(found[0].length);
      const link = Object.assign(document.createElement('a'), { href: 'tel:1', textContent: middle.data });
      middle.replaceWith(link);
    }`,
  // A password manager.
  'something stands before everything': `
    document.body.prepend(document.createElement('div'));
    for (const input of document.querySelectorAll('input')) input.insertAdjacentElement('afterend', document.createElement('span'));`,
  // A translator.
  'every text is wrapped': `${texts}
    for (const text of texts) {
      const [outer, inner] = [document.createElement('font'), document.createElement('font')];
      inner.append(text.data);
      outer.append(inner);
      text.replaceWith(outer);
    }`,
  // A filter.
  'the comments are gone': `
    const comments = [];
    const walker = document.createTreeWalker(document, NodeFilter.SHOW_COMMENT);
    while (walker.nextNode()) comments.push(walker.currentNode);
    for (const comment of comments) comment.remove();`,
};
