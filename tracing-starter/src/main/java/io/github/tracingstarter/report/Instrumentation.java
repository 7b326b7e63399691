package io.github.tracingstarter.report;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Describes an instrumentation on its auto-configuration, for the page and the
 * documentation. It is read without loading the class, so that the page also lists
 * instrumentations that are off or whose library is missing.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
public @interface Instrumentation {

	/**
	 * The name between {@code tracing.} and {@code .enabled}.
	 * @return the name, such as {@code jdbc}
	 */
	String id();

	/**
	 * The name in the {@link TracingReport}.
	 * @return the name, such as {@code JDBC}
	 */
	String name();

	/**
	 * A sentence that says what is traced, for the documentation of its properties.
	 * @return the sentence
	 */
	String description();

	/**
	 * The type without which there is nothing to trace. If there are several, each of
	 * them is enough.
	 * @return the names of the classes
	 */
	String[] type();

	/**
	 * The library that contains the type.
	 * @return the library, such as {@code spring-kafka}
	 */
	String library();

	/**
	 * Why nothing is traced, if the report has no entry.
	 * @return a clause, such as "no DataSource has been found so far"
	 */
	String nothing();

	/**
	 * Returns whether it is on unless it is turned off.
	 * @return true, unless overridden
	 */
	boolean enabledByDefault() default true;

	/**
	 * Returns whether its spans can be turned off and on while the application runs.
	 * @return true, unless it does something other than creating spans
	 */
	boolean switchable() default true;

}
