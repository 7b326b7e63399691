package io.github.tracingstarter.differential;

import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

import io.github.tracingstarter.core.TracingReport;
import org.jspecify.annotations.Nullable;

/**
 * Sees the class path of an application with or without the starter. Without it there are
 * neither its classes and resources, nor those of the libraries that come with it.
 */
public final class ApplicationClassLoader extends ClassLoader {

	private static final List<String> JARS = List.of("/micrometer-tracing", "/opentelemetry-",
			"/spring-boot-micrometer-tracing", "/spring-boot-opentelemetry", "/zipkin");

	private static final List<String> PACKAGES = List.of("io.opentelemetry.", "io.micrometer.tracing.",
			"org.springframework.boot.micrometer.tracing.", "org.springframework.boot.opentelemetry.", "zipkin2.");

	private static final String STARTER = TracingReport.class.getProtectionDomain()
		.getCodeSource()
		.getLocation()
		.toString();

	private final boolean traced;

	private ApplicationClassLoader(boolean traced) {
		super(ApplicationClassLoader.class.getClassLoader());
		this.traced = traced;
	}

	/**
	 * That of an application that has the starter.
	 * @return a new class loader
	 */
	public static ApplicationClassLoader traced() {
		return new ApplicationClassLoader(true);
	}

	/**
	 * That of an application that has not.
	 * @return a new class loader
	 */
	public static ApplicationClassLoader untraced() {
		return new ApplicationClassLoader(false);
	}

	boolean isTraced() {
		return this.traced;
	}

	@Override
	protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
		if (this.traced) {
			return super.loadClass(name, resolve);
		}
		Class<?> type = comesWithTheStarter(name) ? null : super.loadClass(name, resolve);
		if (type == null || isOfTheStarter(type)) {
			throw new ClassNotFoundException(name);
		}
		return type;
	}

	@Override
	public @Nullable URL getResource(String name) {
		try {
			Enumeration<URL> resources = getResources(name);
			return resources.hasMoreElements() ? resources.nextElement() : null;
		}
		catch (IOException ex) {
			return null;
		}
	}

	@Override
	public Enumeration<URL> getResources(String name) throws IOException {
		return Collections.enumeration(Collections.list(super.getResources(name))
			.stream()
			.filter((url) -> this.traced || !comesWithTheStarter(url))
			.toList());
	}

	/**
	 * Whether a class belongs to what comes with the starter.
	 * @param name the name of a class
	 * @return whether it is not there without the starter
	 */
	static boolean comesWithTheStarter(String name) {
		return PACKAGES.stream().anyMatch(name::startsWith);
	}

	private static boolean comesWithTheStarter(URL resource) {
		String url = resource.toString();
		return url.startsWith(STARTER) || JARS.stream().anyMatch(url::contains);
	}

	private static boolean isOfTheStarter(Class<?> type) {
		return type.getName().startsWith("io.github.tracingstarter.") && type.getProtectionDomain() != null
				&& STARTER.equals(String.valueOf(type.getProtectionDomain().getCodeSource().getLocation()));
	}

}
