package io.github.tracingstarter.differential;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

import io.github.tracingstarter.report.TracingReport;
import net.bytebuddy.ByteBuddy;
import org.jspecify.annotations.Nullable;

/**
 * Sees the class path of an application with or without the starter. Without the starter,
 * neither its own classes and resources nor those of its dependencies are visible.
 */
public final class ApplicationClassLoader extends ClassLoader {

	private static final List<String> JARS = List.of("/micrometer-tracing", "/opentelemetry-",
			"/spring-boot-micrometer-tracing", "/spring-boot-opentelemetry", "/zipkin", "/r2dbc-proxy");

	private static final List<String> PACKAGES = List.of("io.opentelemetry.", "io.micrometer.tracing.",
			"org.springframework.boot.micrometer.tracing.", "org.springframework.boot.opentelemetry.", "zipkin2.",
			"io.r2dbc.proxy.");

	private static final List<String> COME_WITH_BRAVE = List.of("io.micrometer.tracing.",
			"org.springframework.boot.micrometer.tracing.", "/micrometer-tracing/", "/spring-boot-micrometer-tracing/");

	private static final String STARTER = TracingReport.class.getProtectionDomain()
		.getCodeSource()
		.getLocation()
		.toString();

	private static final Map<String, Optional<URL>> FIRST = new ConcurrentHashMap<>();

	private static final Map<String, List<URL>> ALL = new ConcurrentHashMap<>();

	private final boolean traced;

	private final List<String> others;

	private ApplicationClassLoader(boolean traced, String... others) {
		super(ApplicationClassLoader.class.getClassLoader());
		this.traced = traced;
		this.others = List.of(others);
		for (String other : others) {
			byte[] bytes = new ByteBuddy().subclass(Object.class).name(other).make().getBytes();
			defineClass(other, bytes, 0, bytes.length);
		}
	}

	/**
	 * Creates a class loader for an application that has the starter.
	 * @param others names of classes of other libraries that the application has, too
	 * @return a new class loader
	 */
	public static ApplicationClassLoader traced(String... others) {
		return new ApplicationClassLoader(true, others);
	}

	/**
	 * Creates a class loader for an application without the starter. If it has Brave,
	 * Micrometer's tracing is visible nevertheless.
	 * @param others names of classes of other libraries that the application has
	 * @return a new class loader
	 */
	public static ApplicationClassLoader untraced(String... others) {
		return new ApplicationClassLoader(false, others);
	}

	boolean isTraced() {
		return this.traced;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (this.traced || this.others.contains(name)) {
			return super.loadClass(name, resolve);
		}
		Class<?> type = (comesWithTheStarter(name) && !comesWithBrave(name)) ? null : super.loadClass(name, resolve);
		if (type == null || isOfTheStarter(type)) {
			throw new ClassNotFoundException(name);
		}
		return type;
	}

	@Override
	public @Nullable URL getResource(String name) {
		// Spring reads classes as resources, and most of them more than once.
		URL first = FIRST.computeIfAbsent(name, (missing) -> Optional.ofNullable(super.getResource(name))).orElse(null);
		return (first == null || isThere(first)) ? first : allThere(name).stream().findFirst().orElse(null);
	}

	@Override
	public Enumeration<URL> getResources(String name) {
		return Collections.enumeration(allThere(name));
	}

	private List<URL> allThere(String name) {
		return ALL.computeIfAbsent(name, (missing) -> {
			try {
				return Collections.list(super.getResources(name));
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}).stream().filter(this::isThere).toList();
	}

	private boolean isThere(URL url) {
		return this.traced || isThereWithoutTheStarter(url.toString());
	}

	private boolean isThereWithoutTheStarter(String url) {
		return !url.contains(STARTER) && (JARS.stream().noneMatch(url::contains) || comesWithBrave(url));
	}

	private boolean comesWithBrave(String nameOrUrl) {
		return this.others.stream().anyMatch((other) -> other.startsWith("io.micrometer.tracing.brave."))
				&& COME_WITH_BRAVE.stream().anyMatch(nameOrUrl::contains) && !nameOrUrl.contains(".otel.")
				&& !nameOrUrl.contains(".opentelemetry.");
	}

	/**
	 * Returns whether a class is part of the starter's dependencies.
	 * @param name the name of a class
	 * @return whether it is not there without the starter
	 */
	static boolean comesWithTheStarter(String name) {
		return PACKAGES.stream().anyMatch(name::startsWith);
	}

	/**
	 * Returns whether a class is part of the starter or its dependencies.
	 * @param type a class
	 * @return whether it is not there without the starter
	 */
	public static boolean comesWithTheStarter(Class<?> type) {
		return comesWithTheStarter(type.getName()) || isOfTheStarter(type);
	}

	private static boolean isOfTheStarter(Class<?> type) {
		return type.getName().startsWith("io.github.tracingstarter.") && type.getProtectionDomain() != null
				&& STARTER.equals(String.valueOf(type.getProtectionDomain().getCodeSource().getLocation()));
	}

}
