// How stack traces are shown. Imports no module that draws, so that Node can test it.

/** Packages that are not the application's, if its own are not known. The same as in Frameworks.java. */
const LIBRARIES = ['java.', 'javax.', 'jakarta.', 'jdk.', 'sun.', 'com.sun.', 'org.springframework.', 'org.hibernate.', 'org.jooq.', 'org.apache.', 'com.zaxxer.', 'org.h2.',
	'org.postgresql.', 'org.mariadb.', 'com.mysql.', 'oracle.', 'com.microsoft.', 'org.flywaydb.', 'liquibase.', 'io.micrometer.', 'io.opentelemetry.', 'kotlin.', 'org.aspectj.',
	'org.eclipse.jetty.', 'io.netty.', 'reactor.', 'com.fasterxml.', 'tools.jackson.', 'ch.qos.logback.', 'org.slf4j.', 'org.junit.', 'io.github.tracingstarter.'];

/**
 * Whether a line of a stack trace is a frame of the application itself, or no frame.
 * @param {string} line
 * @param {string[]} [packages] the application's packages, if they are known
 * @returns {boolean}
 */
export function isOwnLine(line, packages = []) {
	// The class loader and module may precede the class: app//java.base/
	const [, name] = /^\s*at (?:[^/\s(]*\/)*([^\s(]+)\(/.exec(line) ?? [];
	if (!name) return !/^\s*\.\.\. \d+ /.test(line);
	if (/\$\$|\$Proxy|\$HibernateProxy/.test(name)) return false;
	return packages.length ? packages.some((it) => name.startsWith(`${it}.`)) : !LIBRARIES.some((it) => name.startsWith(it));
}

/**
 * The application's frames individually, and the framework frames between them together.
 * @template {{ app: boolean }} F
 * @param {F[]} frames
 * @returns {(F | F[])[]}
 */
export function foldFrames(frames) {
	const parts = [];
	for (const it of frames) {
		const last = parts.at(-1);
		if (it.app) parts.push(it);
		else if (Array.isArray(last)) last.push(it);
		else parts.push([it]);
	}
	return parts;
}

/**
 * An exception as Java prints it.
 * @param {object} exception
 * @returns {string}
 */
export function exceptionText({ type, message, frames, causes = [] }) {
	return [`${type}${message ? `: ${message}` : ''}`, ...frames.map((it) => `\tat ${it.text}`), ...causes.map((it) => `Caused by: ${exceptionText(it)}`)].join('\n');
}
