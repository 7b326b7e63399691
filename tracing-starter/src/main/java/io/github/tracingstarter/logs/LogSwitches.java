package io.github.tracingstarter.logs;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.LiveProperties;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.configuration.TrueOrFalse;
import io.github.tracingstarter.logs.LogsProperties.Scope;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.logging.LogLevel;

/**
 * The settings that select the lines that become log records, as properties that can be
 * changed. There are none if records are off at startup.
 */
final class LogSwitches implements LiveProperties {

	private static final String ENABLED = "tracing.logs.enabled";

	private static final String LEVEL = "tracing.logs.level";

	private static final String SCOPE = "tracing.logs.scope";

	private final @Nullable LogEmitter emitter;

	LogSwitches(@Nullable LogEmitter emitter) {
		this.emitter = emitter;
	}

	@Override
	public Collection<LiveProperty> all() {
		LogEmitter changed = this.emitter;
		if (changed == null) {
			return List.of();
		}
		return List.of(
				new Switch(ENABLED, changed, (selection) -> Boolean.toString(selection.enabled()),
						(selection, value) -> selection.withEnabled(
								TrueOrFalse.parse(ENABLED, value, "Write false to send no line, true to go on."))),
				new Switch(LEVEL, changed, (selection) -> text(selection.level()),
						(selection, value) -> selection.withLevel(parse(LEVEL, value, LogLevel.class))),
				new Switch(SCOPE, changed, (selection) -> text(selection.scope()),
						(selection, value) -> selection.withScope(parse(SCOPE, value, Scope.class))));
	}

	@Override
	public boolean isTurnedOff(String key) {
		return this.emitter != null && ENABLED.equals(key) && !this.emitter.selection().enabled();
	}

	private static String text(Enum<?> value) {
		return value.name().toLowerCase(Locale.ROOT);
	}

	private static <E extends Enum<E>> E parse(String key, String value, Class<E> type) {
		return Arrays.stream(type.getEnumConstants())
			.filter((constant) -> constant.name().equalsIgnoreCase(value.strip()))
			.findFirst()
			.orElseThrow(() -> new InvalidTracingPropertyException(key, value, "it is none of its values",
					"Write one of these: %s.".formatted(Arrays.stream(type.getEnumConstants())
						.map(LogSwitches::text)
						.collect(Collectors.joining(", ")))));
	}

	/**
	 * One of these properties.
	 */
	private record Switch(String key, LogEmitter emitter, Function<LogSelection, String> text,
			BiFunction<LogSelection, String, LogSelection> changed) implements LiveProperty {

		@Override
		public String value() {
			return this.text.apply(this.emitter.selection());
		}

		@Override
		public void validate(String value) {
			this.changed.apply(this.emitter.selection(), value);
		}

		@Override
		public void change(String value) {
			this.emitter.select((selection) -> this.changed.apply(selection, value));
		}

	}

}
