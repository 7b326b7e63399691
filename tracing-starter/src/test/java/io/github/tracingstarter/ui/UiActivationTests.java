package io.github.tracingstarter.ui;

import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;
import io.github.tracingstarter.ui.logs.LogsAutoConfiguration;
import io.github.tracingstarter.ui.settings.SettingsAutoConfiguration;
import io.github.tracingstarter.ui.store.StoreAutoConfiguration;
import io.github.tracingstarter.ui.traces.TracesAutoConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.annotation.AnnotatedBeanDefinitionReader;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class UiActivationTests {

	private static final UiActivation.Facts FROM_JAR = facts(false, false, false, false);

	private static final UiActivation.Facts FROM_FOLDERS = facts(false, true, false, false);

	private static final UiActivation.Facts WITH_DEVTOOLS = facts(true, false, false, false);

	private static final UiActivation.Facts TEST = facts(true, true, false, true);

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void offInAPackagedApplication() {
		assertThat(decide(FROM_JAR))
			.isEqualTo(new UiActivation(false, "tracing.ui.enabled is not set and there is no sign of development"));
	}

	@Test
	void onFromClassFoldersUnlessInAContainer() {
		assertThat(decide(FROM_FOLDERS)).isEqualTo(new UiActivation(true, "the application runs from class folders"));
		assertThat(decide(facts(false, true, true, false)).on()).isFalse();
		assertThat(decide(new UiActivation.Facts(false, true, true, true, () -> false)).on())
			.as("A container to develop in has the sources")
			.isTrue();
	}

	@Test
	void onWithDevtoolsOrAProfile() {
		assertThat(decide(WITH_DEVTOOLS).on()).isTrue();
		for (String profile : new String[] { "dev", "local" }) {
			this.environment.setActiveProfiles(profile);
			assertThat(decide(FROM_JAR)).isEqualTo(new UiActivation(true, "a development profile is active"));
			assertThat(decide(facts(false, true, true, false)).on()).isTrue();
		}
	}

	@Test
	void offUnderProduction() {
		for (String profile : new String[] { "prod", "production" }) {
			this.environment.setActiveProfiles(profile, "dev");
			assertThat(decide(WITH_DEVTOOLS)).isEqualTo(new UiActivation(false, "a production profile is active"));
		}
	}

	@Test
	void offInAFunction() {
		this.environment.setActiveProfiles("dev");
		this.environment.setProperty("AWS_LAMBDA_FUNCTION_NAME", "orders");
		assertThat(decide(WITH_DEVTOOLS)).isEqualTo(new UiActivation(false, "the application runs on AWS Lambda"));
	}

	@Test
	void offOnACloudPlatform() {
		this.environment.setActiveProfiles("dev");
		this.environment.setProperty("spring.main.cloud-platform", "kubernetes");
		assertThat(decide(WITH_DEVTOOLS)).isEqualTo(new UiActivation(false, "the application runs on KUBERNETES"));
		this.environment.setProperty("spring.main.cloud-platform", "none");
		assertThat(decide(WITH_DEVTOOLS).on()).isTrue();
	}

	@Test
	void offInTests() {
		assertThat(decide(TEST)).isEqualTo(new UiActivation(false, "a test is running"));
		this.environment.setActiveProfiles("dev");
		assertThat(decide(TEST).on()).isFalse();
	}

	@Test
	void thePropertyWins() {
		this.environment.setProperty("tracing.ui.enabled", "false");
		assertThat(decide(WITH_DEVTOOLS)).isEqualTo(new UiActivation(false, "tracing.ui.enabled is false"));
		this.environment.setProperty("tracing.ui.enabled", "true");
		this.environment.setActiveProfiles("prod");
		this.environment.setProperty("spring.main.cloud-platform", "heroku");
		assertThat(decide(TEST)).isEqualTo(new UiActivation(true, "tracing.ui.enabled is true"));
	}

	@Test
	void aMalformedPropertyIsNamed() {
		this.environment.setProperty("tracing.ui.enabled", "maybe");
		assertThatExceptionOfType(InvalidTracingPropertyException.class).isThrownBy(() -> decide(FROM_JAR))
			.withMessage("tracing.ui.enabled=maybe cannot be used because it is neither true nor false. "
					+ "Write true or false.");
	}

	@Test
	void aClassFolderIsNoJar() throws Exception {
		URL ownClass = getClass().getResource("UiActivationTests.class");
		assertThat(UiActivation.Facts.isClassFolder(ownClass)).isTrue();
		URL inJar = Test.class.getResource("Test.class");
		assertThat(inJar).isNotNull();
		assertThat(UiActivation.Facts.isClassFolder(inJar)).isFalse();
		assertThat(UiActivation.Facts.isClassFolder(URI.create("jar:file:/app.jar!/BOOT-INF/classes/A.class").toURL()))
			.isFalse();
		assertThat(UiActivation.Facts.isClassFolder(null)).isFalse();
	}

	@Test
	void aSourceTreeHasABuildFile(@TempDir Path folder) throws Exception {
		Path classFile = Files.createDirectories(folder.resolve("app/classes/com/acme")).resolve("Shop.class");
		URL url = classFile.toUri().toURL();
		assertThat(UiActivation.Facts.isSourceTree(url)).isFalse();
		Files.createFile(folder.resolve("app/build.gradle.kts"));
		assertThat(UiActivation.Facts.isSourceTree(url)).isTrue();
		assertThat(UiActivation.Facts.isSourceTree(null)).isFalse();
		assertThat(UiActivation.Facts.isSourceTree(URI.create("jar:" + url + "!/A.class").toURL())).isFalse();
	}

	@Test
	void theApplicationsClassIsLookedAt() {
		DefaultListableBeanFactory registry = new DefaultListableBeanFactory();
		assertThat(UiActivation.Facts.applicationClass(registry, null)).isNull();
		new AnnotatedBeanDefinitionReader(registry).register(UiTestApplication.class);
		assertThat(UiActivation.Facts.applicationClass(registry, getClass().getClassLoader()))
			.isEqualTo(getClass().getResource("UiTestApplication.class"));
	}

	@Test
	void kubernetesIsAContainer() {
		assertThat(UiActivation.Facts.isContainer(Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1"))).isTrue();
	}

	@Test
	void isDecidedOnceForAllFeatures() {
		AtomicInteger decisions = new AtomicInteger();
		ClassLoader counting = new ClassLoader(getClass().getClassLoader()) {

			@Override
			protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
				if (name.equals("org.springframework.boot.devtools.restart.Restarter")) {
					decisions.incrementAndGet();
				}
				return super.loadClass(name, resolve);
			}

		};
		new WebApplicationContextRunner().withClassLoader(counting)
			.withConfiguration(AutoConfigurations.of(UiAutoConfiguration.class, StoreAutoConfiguration.class,
					TracesAutoConfiguration.class, LogsAutoConfiguration.class, SettingsAutoConfiguration.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(UiHandler.class));
		assertThat(decisions.get()).isEqualTo(1);
	}

	@Test
	void aTestIsRecognizedFromAnotherThread() throws Exception {
		boolean[] seen = new boolean[1];
		Thread thread = new Thread(() -> seen[0] = UiActivation.Facts.isTest());
		thread.start();
		thread.join();
		assertThat(seen[0]).isTrue();
	}

	private UiActivation decide(UiActivation.Facts facts) {
		return UiActivation.of(this.environment, facts);
	}

	private static UiActivation.Facts facts(boolean devtools, boolean classFolders, boolean container, boolean test) {
		return new UiActivation.Facts(devtools, classFolders, false, container, () -> test);
	}

}
