package io.github.tracingstarter.ui;

import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

import io.github.tracingstarter.configuration.FunctionPlatform;
import io.github.tracingstarter.configuration.TrueOrFalse;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.annotation.AnnotatedBeanDefinition;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;
import org.springframework.core.env.Profiles;
import org.springframework.util.ClassUtils;

/**
 * The decision whether the page is on. The property decides; without it, the page is on
 * only during development.
 * <p>
 * It is off in a test, although tests run from class folders, because a test checks how
 * the application behaves for its users. A page before all filters, with a store and an
 * appender, is not part of that. Boot's devtools are off in tests for the same reason,
 * and detect them in the same way: by a test framework on a stack.
 *
 * @param on whether there is a page
 * @param reason why
 */
record UiActivation(boolean on, String reason) {

	private static final String KEY = "tracing.ui.enabled";

	static UiActivation of(Environment environment, Facts facts) {
		Boolean enabled = TrueOrFalse.find(environment, KEY);
		if (enabled != null) {
			return new UiActivation(enabled, "%s is %s".formatted(KEY, enabled));
		}
		String production = production(environment);
		if (production != null) {
			return new UiActivation(false, production);
		}
		String development = development(environment, facts);
		if (development == null) {
			return new UiActivation(false, "%s is not set and there is no sign of development".formatted(KEY));
		}
		return facts.test().getAsBoolean() ? new UiActivation(false, "a test is running")
				: new UiActivation(true, development);
	}

	/**
	 * Returns whether the application is being developed, whatever turned the page on.
	 */
	static boolean isDevelopment(Environment environment, Facts facts) {
		return production(environment) == null && development(environment, facts) != null;
	}

	private static @Nullable String production(Environment environment) {
		if (environment.acceptsProfiles(Profiles.of("prod", "production"))) {
			return "a production profile is active";
		}
		FunctionPlatform function = FunctionPlatform.of(environment::getProperty);
		if (function != null) {
			return "the application runs on " + function;
		}
		CloudPlatform platform = CloudPlatform.getActive(environment);
		return (platform != null && platform != CloudPlatform.NONE) ? "the application runs on " + platform : null;
	}

	private static @Nullable String development(Environment environment, Facts facts) {
		if (environment.acceptsProfiles(Profiles.of("dev", "local"))) {
			return "a development profile is active";
		}
		if (facts.devtools()) {
			return "devtools are on the class path";
		}
		return (facts.sourceTree() || (facts.classFolders() && !facts.container()))
				? "the application runs from class folders" : null;
	}

	/**
	 * The inputs of the decision other than the environment.
	 *
	 * @param devtools whether devtools are on the class path
	 * @param classFolders whether the application's class is a file rather than in a jar
	 * @param sourceTree whether that file is in a project that can be built, as in a
	 * development container, but not in a container that was built from class folders
	 * @param container whether this is a container
	 * @param test whether a test is running; called last, because it examines all threads
	 */
	record Facts(boolean devtools, boolean classFolders, boolean sourceTree, boolean container, BooleanSupplier test) {

		private static final String APPLICATION = "org.springframework.boot.SpringBootConfiguration";

		private static final List<String> CONTAINER_FILES = List.of("/.dockerenv", "/run/.containerenv");

		private static final List<String> BUILD_FILES = List.of("pom.xml", "build.gradle", "build.gradle.kts");

		private static final List<String> TEST_FRAMEWORKS = List.of("org.junit.runners.", "org.junit.platform.",
				"org.springframework.boot.test.", "org.testng.", "io.cucumber.");

		static Facts of(BeanDefinitionRegistry registry, @Nullable ClassLoader classLoader) {
			return of(applicationClass(registry, classLoader), classLoader);
		}

		static Facts of(@Nullable URL classFile, @Nullable ClassLoader classLoader) {
			return new Facts(ClassUtils.isPresent("org.springframework.boot.devtools.restart.Restarter", classLoader),
					isClassFolder(classFile), isSourceTree(classFile), isContainer(System.getenv()), Facts::isTest);
		}

		static @Nullable URL applicationClass(BeanDefinitionRegistry registry, @Nullable ClassLoader classLoader) {
			for (String name : registry.getBeanDefinitionNames()) {
				BeanDefinition definition = registry.getBeanDefinition(name);
				if (definition instanceof AnnotatedBeanDefinition annotated
						&& annotated.getMetadata().isAnnotated(APPLICATION)) {
					return classFile(annotated.getMetadata().getClassName(), classLoader);
				}
			}
			return null;
		}

		static @Nullable URL classFile(String className, @Nullable ClassLoader classLoader) {
			String file = ClassUtils.convertClassNameToResourcePath(className) + ClassUtils.CLASS_FILE_SUFFIX;
			return (classLoader != null) ? classLoader.getResource(file) : ClassLoader.getSystemResource(file);
		}

		static boolean isClassFolder(@Nullable URL classFile) {
			return classFile != null && "file".equals(classFile.getProtocol());
		}

		static boolean isSourceTree(@Nullable URL classFile) {
			if (classFile == null || !isClassFolder(classFile)) {
				return false;
			}
			try {
				for (Path folder = Path.of(classFile.toURI()).getParent(); folder != null; folder = folder
					.getParent()) {
					if (BUILD_FILES.stream().map(folder::resolve).anyMatch(Files::exists)) {
						return true;
					}
				}
			}
			catch (URISyntaxException | IllegalArgumentException ex) {
				// An inaccessible path is not in a project.
			}
			return false;
		}

		static boolean isContainer(Map<String, String> environmentVariables) {
			return environmentVariables.containsKey("KUBERNETES_SERVICE_HOST")
					|| CONTAINER_FILES.stream().anyMatch((file) -> Files.exists(Path.of(file)));
		}

		/**
		 * Returns whether a test is running. Examines all threads, because a test may
		 * start the application on a thread of its own.
		 */
		static boolean isTest() {
			for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
				for (StackTraceElement frame : stack) {
					if (TEST_FRAMEWORKS.stream().anyMatch(frame.getClassName()::startsWith)) {
						return true;
					}
				}
			}
			return false;
		}

	}

}
