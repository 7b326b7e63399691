package io.github.tracingstarter.testing;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Says what a test leaves open on purpose; {@link LeakDetector} fails all others.
 */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface LeavesOpen {

	/**
	 * The names of the spans that do not end.
	 * @return names as the spans have them while they are open
	 */
	String[] spans() default {};

	/**
	 * Whether scopes stay open.
	 * @return whether that is meant
	 */
	boolean scopes() default false;

}
