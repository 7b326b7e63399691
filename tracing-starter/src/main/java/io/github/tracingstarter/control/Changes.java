package io.github.tracingstarter.control;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.configuration.KnownProperty;
import io.github.tracingstarter.configuration.LiveProperty;
import io.github.tracingstarter.control.LiveState.Expiry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.DisposableBean;

/**
 * Changes properties while the application runs. Whoever requests it, a change is
 * validated as a whole, takes effect as a whole or not at all, is logged with its author,
 * may end by itself and can be undone. Changes are made one at a time.
 */
public final class Changes implements DisposableBean {

	private static final Log logger = LogFactory.getLog(Changes.class);

	private static final int MOST_CHARACTERS = 200_000;

	private static final Duration LONGEST = Duration.ofDays(366);

	private final Map<String, LiveProperty> properties = new TreeMap<>();

	private final Map<String, String> originals = new LinkedHashMap<>();

	private final Map<String, Expiry> expiries = new HashMap<>();

	private final ChangeHistory history = new ChangeHistory();

	private final Alarm alarm = new Alarm(this::expire);

	private final ChangeLog log;

	private final BinaryOperator<String> mask;

	private final InstantSource clock;

	/**
	 * Creates an instance.
	 * @param properties the properties that can be changed
	 * @param mask hides secrets in a value, by its key, for the log and the YAML
	 * @param clock the time
	 */
	Changes(Collection<LiveProperty> properties, BinaryOperator<String> mask, InstantSource clock) {
		for (LiveProperty property : properties) {
			this.properties.put(property.key(), property);
			this.originals.put(property.key(), property.value());
		}
		this.log = new ChangeLog(logger, mask);
		this.mask = mask;
		this.clock = clock;
	}

	/**
	 * Returns the keys of the properties that can be changed.
	 * @return the keys, sorted
	 */
	public Collection<String> keys() {
		return this.properties.keySet();
	}

	/**
	 * Finds a property.
	 * @param key its key, in any form that Spring Boot accepts
	 * @return the property, or null if it cannot be changed
	 */
	public @Nullable LiveProperty find(String key) {
		LiveProperty property = this.properties.get(key);
		return (property != null) ? property
				: this.properties.values()
					.stream()
					.filter((candidate) -> uniform(candidate.key()).equals(uniform(key)))
					.findFirst()
					.orElse(null);
	}

	private static String uniform(String key) {
		return key.replace("-", "").toLowerCase(Locale.ROOT);
	}

	/**
	 * Returns the property with a key.
	 * @param key the key
	 * @param value the new value
	 * @return the property
	 * @throws InvalidTracingPropertyException if it cannot be changed
	 */
	public LiveProperty get(String key, @Nullable Object value) {
		LiveProperty property = find(key);
		if (property == null) {
			throw new InvalidTracingPropertyException(key,
					(value != null) ? this.mask.apply(key, String.valueOf(value)) : "",
					"this property cannot be changed while the application runs",
					"These can: %s.".formatted(String.join(", ", keys())));
		}
		return property;
	}

	/**
	 * Returns the value of a property at startup.
	 * @param property the property
	 * @return the value, or null if it has not changed
	 */
	public @Nullable String original(LiveProperty property) {
		String original = this.originals.get(property.key());
		return property.value().equals(original) ? null : original;
	}

	/**
	 * Returns when the value of a property ends by itself.
	 * @param key the key
	 * @return the time, or null
	 */
	public synchronized @Nullable Instant until(String key) {
		Expiry expiry = this.expiries.get(key);
		return (expiry != null) ? expiry.until() : null;
	}

	/**
	 * Returns who made the last change of a property.
	 * @param key the key
	 * @return the author, or null if not known
	 */
	public synchronized @Nullable String who(String key) {
		return this.history.who(key);
	}

	/**
	 * Returns the last changes.
	 * @return the changes, the latest first
	 */
	public synchronized List<Change> history() {
		return this.history.latestFirst();
	}

	/**
	 * Changes all or none of the properties, until something else changes them.
	 * @param values the values by key; null for the value at startup
	 * @param who who makes the change, in words that can follow "by"
	 * @throws InvalidTracingPropertyException if one of them cannot be used
	 */
	public void apply(Map<String, @Nullable String> values, String who) {
		apply(values, who, null);
	}

	/**
	 * Changes all or none of the properties. Each keeps its value until it is changed
	 * again or the duration is over. Then it gets its previous value back, not counting
	 * temporary ones.
	 * @param values the values by key; null for the value at startup
	 * @param who who makes the change, in words that can follow "by"
	 * @param duration how long it lasts, or null
	 * @return the change, or null if all properties already have these values
	 * @throws InvalidTracingPropertyException if one of them cannot be used
	 */
	public synchronized @Nullable Change apply(Map<String, @Nullable String> values, String who,
			@Nullable Duration duration) {
		Map<String, String> wanted = validated(values);
		Instant until = (duration != null) ? this.clock.instant().plus(validated(duration)) : null;
		Map<String, LiveState> states = new LinkedHashMap<>();
		wanted.forEach((key, value) -> states.put(key,
				new LiveState(value, (until != null) ? new Expiry(until, state(key).base()) : null)));
		return change(states, who, until, true);
	}

	private static Duration validated(Duration duration) {
		if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
			throw new InvalidTracingPropertyException("duration", duration, "it is not between 1 ms and a year",
					"Write how long the change lasts, such as 10m or 2h.");
		}
		return duration;
	}

	/**
	 * Returns the new values of the properties.
	 */
	private Map<String, String> validated(Map<String, @Nullable String> values) {
		Map<String, String> wanted = new LinkedHashMap<>();
		values.forEach((key, value) -> {
			if (value != null && value.length() > MOST_CHARACTERS) {
				throw new InvalidTracingPropertyException(key, value.substring(0, 20) + "...",
						"it has %d characters".formatted(value.length()),
						"Write %d at most.".formatted(MOST_CHARACTERS));
			}
			LiveProperty property = get(key, value);
			String text = (value != null) ? value : this.originals.getOrDefault(property.key(), "");
			property.validate(text);
			if (wanted.put(property.key(), text) != null) {
				throw new InvalidTracingPropertyException(key, text, "it is there twice", "Write it once.");
			}
		});
		return wanted;
	}

	/**
	 * Undoes a change.
	 * @param number the number of the change
	 * @param who who undoes it, in words that can follow "by"
	 * @throws InvalidTracingPropertyException if it cannot be undone
	 */
	public synchronized void undo(int number, String who) {
		Map<String, LiveState> before = this.history.before(number);
		Instant now = this.clock.instant();
		before.replaceAll((key, state) -> state.at(now));
		this.history.close(number);
		try {
			change(before, "%s, undoing change %d".formatted(who, number), null, false);
		}
		catch (RuntimeException ex) {
			this.history.reopen(number);
			throw ex;
		}
	}

	/**
	 * Restores the properties whose values have ended.
	 */
	synchronized void expire() {
		Instant now = this.clock.instant();
		Map<String, LiveState> over = new LinkedHashMap<>();
		this.expiries.forEach((key, expiry) -> {
			if (!now.isBefore(expiry.until())) {
				over.put(key, new LiveState(expiry.base(), null));
			}
		});
		if (!over.isEmpty()) {
			this.history.ended(over.keySet());
			try {
				change(over, "the clock, as the time is over", null, false);
			}
			catch (RuntimeException ex) {
				this.expiries.keySet().removeAll(over.keySet());
				logger.warn("%s could not be put back when the time was over".formatted(over.keySet()), ex);
			}
		}
		setAlarm(now);
	}

	private void setAlarm(Instant now) {
		this.expiries.values()
			.stream()
			.map(Expiry::until)
			.min(Instant::compareTo)
			.ifPresent((until) -> this.alarm.set(Duration.between(now, until)));
	}

	private LiveState state(String key) {
		return new LiveState(this.properties.get(key).value(), this.expiries.get(key));
	}

	/**
	 * Changes the states of properties.
	 */
	private @Nullable Change change(Map<String, LiveState> states, String who, @Nullable Instant until,
			boolean undoable) {
		Map<String, LiveState> before = new LinkedHashMap<>();
		states.keySet().forEach((key) -> before.put(key, state(key)));
		changeValues(states, before);
		states.forEach((key, state) -> {
			// A value may have been written differently, such as 1 for 1.0.
			boolean limited = !this.properties.get(key).value().equals(state.base());
			this.expiries.compute(key, (any, expiry) -> limited ? state.expiry() : null);
		});
		before.entrySet().removeIf((entry) -> entry.getValue().equals(state(entry.getKey())));
		if (before.isEmpty()) {
			return null;
		}
		List<Change.Step> steps = new ArrayList<>();
		before.forEach((key, state) -> steps.add(new Change.Step(key, state.value(), state(key).value())));
		Instant now = this.clock.instant();
		Change change = this.history.add(now.truncatedTo(ChronoUnit.MILLIS), who, steps, until, before, undoable);
		this.log.changed(change);
		setAlarm(now);
		return change;
	}

	/**
	 * Changes the values, and restores the changed ones if one cannot be changed.
	 */
	private void changeValues(Map<String, LiveState> states, Map<String, LiveState> before) {
		List<String> changed = new ArrayList<>();
		try {
			states.forEach((key, state) -> {
				changed.add(key);
				this.properties.get(key).change(state.value());
			});
		}
		catch (RuntimeException ex) {
			for (String key : changed) {
				try {
					this.properties.get(key).change(before.get(key).value());
				}
				catch (RuntimeException other) {
					ex.addSuppressed(other);
				}
			}
			throw ex;
		}
	}

	/**
	 * Returns the values that differ from those at startup, as in a YAML file.
	 * @param known the metadata of the properties
	 * @return the document, empty if there are none
	 */
	public String yaml(Map<String, KnownProperty> known) {
		return PropertyText.yaml(this.properties.values()
			.stream()
			.filter((property) -> original(property) != null)
			.collect(Collectors.toMap(LiveProperty::key,
					(property) -> PropertyText.typed(
							known.getOrDefault(property.key(), KnownProperty.undescribed(property.key())),
							this.mask.apply(property.key(), property.value())),
					(one, other) -> one, LinkedHashMap::new)));
	}

	@Override
	public void destroy() {
		this.alarm.stop();
	}

}
