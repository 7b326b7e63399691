package io.github.tracingstarter.logs;

import io.github.tracingstarter.logs.LogsProperties.Scope;

import org.springframework.boot.logging.LogLevel;

/**
 * The selection of lines that become log records at one time.
 *
 * @param enabled whether any lines do
 * @param level the lowest level
 * @param scope the selection by their trace
 */
record LogSelection(boolean enabled, LogLevel level, Scope scope) {

	static LogSelection of(LogsProperties properties) {
		return new LogSelection(properties.enabled(), properties.level(), properties.scope());
	}

	LogSelection withEnabled(boolean other) {
		return new LogSelection(other, this.level, this.scope);
	}

	LogSelection withLevel(LogLevel other) {
		return new LogSelection(this.enabled, other, this.scope);
	}

	LogSelection withScope(Scope other) {
		return new LogSelection(this.enabled, this.level, other);
	}

}
