package io.github.tracingstarter.export.sender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.Set;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.util.StringUtils;

/**
 * Makes OpenTelemetry's exporters use the application's sender, if it has one in addition
 * to those of the starter. The only way to do so is a property, without which
 * OpenTelemetry uses any of them and logs a warning for each exporter. Also applies if
 * tracing is off, because only the class path matters.
 */
class SenderPreference implements EnvironmentPostProcessor {

	/**
	 * The interfaces, whose names are also the keys of the properties: those of Boot 4.1
	 * and of Boot 4.0.
	 */
	static final Set<String> INTERFACES = Set.of("io.opentelemetry.sdk.common.export.GrpcSenderProvider",
			"io.opentelemetry.sdk.common.export.HttpSenderProvider",
			"io.opentelemetry.exporter.internal.grpc.GrpcSenderProvider",
			"io.opentelemetry.exporter.internal.http.HttpSenderProvider");

	private static final Set<String> OURS = Set.of("io.github.tracingstarter.export.sender.TracingGrpcSenderProvider",
			"io.github.tracingstarter.export.sender.InternalGrpcSenderProvider",
			"io.opentelemetry.exporter.sender.jdk.internal.JdkHttpSenderProvider");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		try {
			for (String property : INTERFACES) {
				prefer(property, application.getClassLoader());
			}
		}
		catch (IOException | UncheckedIOException | SecurityException ex) {
			// OpenTelemetry then chooses, with a warning.
		}
	}

	private static void prefer(String property, ClassLoader classLoader) throws IOException {
		Set<String> providers = providers(property, classLoader);
		if (providers.size() > 1 && System.getProperty(property) == null) {
			providers.removeAll(OURS);
			if (providers.size() == 1) {
				System.setProperty(property, providers.iterator().next());
			}
		}
	}

	/**
	 * Returns the names in the files of the service loader, without loading the classes.
	 */
	private static Set<String> providers(String service, ClassLoader classLoader) throws IOException {
		Set<String> names = new LinkedHashSet<>();
		for (Enumeration<URL> files = classLoader.getResources("META-INF/services/" + service); files
			.hasMoreElements();) {
			try (var file = files.nextElement().openStream()) {
				new String(file.readAllBytes(), StandardCharsets.UTF_8).lines()
					.map((line) -> line.replaceFirst("#.*", "").strip())
					.filter(StringUtils::hasText)
					.forEach(names::add);
			}
		}
		return names;
	}

}
