package io.github.tracingstarter.support;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

import io.github.tracingstarter.report.Instrumentation;
import io.github.tracingstarter.report.TracingReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.env.Environment;
import org.springframework.core.type.classreading.MetadataReaderFactory;
import org.springframework.core.type.classreading.SimpleMetadataReaderFactory;
import org.springframework.util.ClassUtils;

/**
 * Describes what the starter can trace, and whether and why it does so in this
 * application.
 */
public final class Instrumentations {

	private static final Log logger = LogFactory.getLog(Instrumentations.class);

	private static final String PACKAGE = "io.github.tracingstarter.";

	private final Environment environment;

	private final TracingReport report;

	private final @Nullable ClassLoader classLoader;

	private final Predicate<String> turnedOff;

	private volatile @Nullable List<Described> all;

	/**
	 * Creates an instance.
	 * @param environment the environment with the switches as they were at startup
	 * @param report the report of what was found
	 * @param classLoader the class loader of the application
	 * @param turnedOff returns whether a switch has been turned off since then, by its
	 * key
	 */
	Instrumentations(Environment environment, TracingReport report, @Nullable ClassLoader classLoader,
			Predicate<String> turnedOff) {
		this.environment = environment;
		this.report = report;
		this.classLoader = classLoader;
		this.turnedOff = turnedOff;
	}

	/**
	 * Returns the current status of all instrumentations, by name.
	 * @return the instrumentations
	 */
	public List<Status> statuses() {
		List<TracingReport.Entry> entries = this.report.entries();
		return all().stream().map((instrumentation) -> status(instrumentation, entries)).toList();
	}

	/**
	 * Returns all existing instrumentations, by name. A feature that is off or has
	 * nothing to trace has no bean, so they are read from the class files.
	 */
	List<Described> all() {
		List<Described> all = this.all;
		if (all == null) {
			all = read();
			this.all = all;
		}
		return all;
	}

	private List<Described> read() {
		MetadataReaderFactory classes = new SimpleMetadataReaderFactory(this.classLoader);
		List<Described> found = new ArrayList<>();
		for (String configuration : ImportCandidates.load(AutoConfiguration.class, this.classLoader)) {
			if (configuration.startsWith(PACKAGE)) {
				try {
					MergedAnnotation<Instrumentation> annotation = classes.getMetadataReader(configuration)
						.getAnnotationMetadata()
						.getAnnotations()
						.get(Instrumentation.class);
					if (annotation.isPresent()) {
						found.add(Described.by(annotation));
					}
				}
				catch (IOException | RuntimeException ex) {
					// For example in a native image, which has no class files.
					logger.debug(configuration + " could not be read", ex);
				}
			}
		}
		found.sort(Comparator.comparing(Described::name, String.CASE_INSENSITIVE_ORDER));
		return List.copyOf(found);
	}

	private Status status(Described instrumentation, List<TracingReport.Entry> all) {
		List<TracingReport.Entry> entries = all.stream()
			.filter((entry) -> entry.instrumentation().equals(instrumentation.name()))
			.toList();
		Boolean set = this.environment.getProperty(instrumentation.key(), Boolean.class);
		boolean on = (set != null) ? set : instrumentation.enabledByDefault();
		boolean turnedOff = on && this.turnedOff.test(instrumentation.key());
		// If something is reported, the library is present, if only by way of another
		// library, as with WebFlux.
		boolean present = !entries.isEmpty()
				|| instrumentation.types().stream().anyMatch((type) -> ClassUtils.isPresent(type, this.classLoader));
		String reason = (present && turnedOff) ? instrumentation.key() + " was turned off while the application runs"
				: reason(instrumentation, present, set, entries);
		return new Status(instrumentation.id(), instrumentation.name(), on && !turnedOff, present,
				instrumentation.key(), reason, entries);
	}

	/**
	 * Returns the reason. A missing library comes first, because the switch has no effect
	 * then.
	 */
	private static String reason(Described instrumentation, boolean present, @Nullable Boolean set,
			List<TracingReport.Entry> entries) {
		if (!present) {
			return instrumentation.library() + " is not on the class path";
		}
		if (set == null && !instrumentation.enabledByDefault()) {
			return instrumentation.key() + " is false by default";
		}
		return Boolean.FALSE.equals(set) ? instrumentation.key() + " is false" : reason(instrumentation, entries);
	}

	private static String reason(Described instrumentation, List<TracingReport.Entry> entries) {
		List<String> traced = new ArrayList<>();
		List<String> leftAlone = new ArrayList<>();
		for (TracingReport.Entry entry : entries) {
			if (entry.traced()) {
				traced.add(entry.subject());
			}
			else {
				leftAlone.add("%s is not traced because %s".formatted(entry.subject(), entry.reason()));
			}
		}
		if (!traced.isEmpty()) {
			return shortened(traced);
		}
		return leftAlone.isEmpty() ? instrumentation.nothing() : shortened(leftAlone);
	}

	private static String shortened(List<String> texts) {
		return (texts.size() > 2) ? "%s and %d more".formatted(texts.get(0), texts.size() - 1)
				: String.join(", ", texts);
	}

	/**
	 * Whether and why something is traced in this application.
	 *
	 * @param id the name between {@code tracing.} and {@code .enabled}
	 * @param name its name in the {@link TracingReport}
	 * @param on whether it is on
	 * @param present whether its library is present
	 * @param key the property that turns it on and off
	 * @param reason what is traced, or why nothing is
	 * @param entries its entries in the report
	 */
	public record Status(String id, String name, boolean on, boolean present, String key, String reason,
			List<TracingReport.Entry> entries) {

	}

	/**
	 * Something that can be traced.
	 *
	 * @param id the name between {@code tracing.} and {@code .enabled}
	 * @param name its name in the {@link TracingReport}
	 * @param type a type without which there is nothing to trace
	 * @param library the library that contains that type
	 * @param nothing the reason why nothing is traced if the report has no entry
	 * @param enabledByDefault whether it is on unless it is turned off
	 */
	record Described(String id, String name, List<String> types, String library, String nothing,
			boolean enabledByDefault) {

		static Described by(MergedAnnotation<Instrumentation> annotation) {
			return new Described(annotation.getString("id"), annotation.getString("name"),
					List.of(annotation.getStringArray("type")), annotation.getString("library"),
					annotation.getString("nothing"), annotation.getBoolean("enabledByDefault"));
		}

		String key() {
			return "tracing.%s.enabled".formatted(this.id);
		}

	}

}
