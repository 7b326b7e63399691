package io.github.tracingstarter.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Declares what a test leaves open on purpose; {@link LeakDetector} makes all other tests
 * fail.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LeavesOpen {

	/**
	 * The names of the spans that do not end.
	 * @return the names of the spans while they are open
	 */
	String[] spans() default {};

	/**
	 * Whether scopes stay open.
	 * @return whether this is intended
	 */
	boolean scopes() default false;

}
