// The targets of links to code and other programs. Imports no module that draws, so that Node can test it.

/** Editors by their names in the setting. */
export const editors = { idea: 'IntelliJ IDEA', vscode: 'VS Code', eclipse: 'Eclipse', none: 'None: copy the place' };

/**
 * Whether a link is allowed on the page, because a browser executes the content of some schemes.
 * @param {unknown} url
 * @returns {boolean}
 */
export function isSafeLink(url) {
	return typeof url === 'string' && /^(?:https?|vscode):\/\/[^\s\\]+$/.test(url);
}

/**
 * The address that opens a code location. IntelliJ IDEA listens on a port, and finds a file by its path below a source root if the whole path is
 * not known. VS Code needs the whole path. Eclipse has no such address.
 * @param {string} editor
 * @param {{ function: string, file?: string, line?: number, path?: string }} place
 * @returns {string} an address, or nothing if the location can only be copied
 */
export function editorLink(editor, { function: name, file, line = 1, path }) {
	const inPath = (parts) => parts.map(encodeURIComponent).join('/');
	let url = '';
	if (editor === 'idea' && path) url = `http://localhost:63342/api/file?file=${encodeURIComponent(path)}&line=${Number(line)}`;
	else if (editor === 'idea' && file && name.includes('.')) url = `http://localhost:63342/api/file/${inPath([...name.split('.').slice(0, -2), file])}:${Number(line)}`;
	else if (editor === 'vscode' && path) url = `vscode://file/${inPath(path.replace(/^\/+/, '').split('/')).replace(/^([A-Za-z])%3A/, '$1:')}:${Number(line)}`;
	return isSafeLink(url) ? url : '';
}
