package io.github.tracingstarter.configuration;

import org.springframework.core.env.Environment;

/**
 * Whether an application is the context of a test of Spring Boot, such as
 * {@code @SpringBootTest} or a slice. Unless the test wants it otherwise, nothing is
 * exported from there, nothing is logged about tracing and no thread is started for it.
 */
public final class BootTest {

	/** What Spring Boot's support of tests adds to the properties of each context. */
	private static final String MARK = "org.springframework.boot.test.context.SpringBootTestContextBootstrapper";

	private BootTest() {
	}

	/**
	 * Whether an application is that of a test.
	 * @param environment the environment of the application
	 * @return whether it is
	 */
	public static boolean isContext(Environment environment) {
		return environment.getProperty(MARK, Boolean.class, false);
	}

}
