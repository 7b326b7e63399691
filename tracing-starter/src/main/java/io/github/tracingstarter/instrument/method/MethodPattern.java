package io.github.tracingstarter.instrument.method;

import java.lang.reflect.Method;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.github.tracingstarter.configuration.InvalidTracingPropertyException;

import org.springframework.util.StringUtils;

/**
 * A pattern for the methods of a class, by its simple or qualified name, or of the
 * classes in a package.
 *
 * @param text the pattern as written
 * @param type matches names of classes, without their package unless qualified
 * @param qualified whether it has a package
 * @param method matches names of methods
 * @param namesMethods whether it specifies the methods of a class
 */
record MethodPattern(String text, Pattern type, boolean qualified, Pattern method, boolean namesMethods) {

	private static final String FIX = "Write patterns such as 'com.example.orders.**', 'com.example.orders.*', "
			+ "'OrderService' or '*Service#find*', separated by commas.";

	private static final Pattern WORD = Pattern.compile("[\\p{javaJavaIdentifierPart}*&&[^\\p{Cntrl}]]+");

	/** The form in other tools: the class, a dot and the method. */
	private static final Pattern DOTTED_METHOD = Pattern.compile("(?:.*\\.)?([A-Z][\\w$*]*)\\.([a-z][\\w*]*)");

	static MethodPattern of(String key, String text) {
		String[] parts = text.split("#", -1);
		if (parts.length > 2) {
			throw invalid(key, text, "it has more than one '#'");
		}
		String type = parts[0];
		String method = (parts.length > 1) ? parts[1] : "*";
		if (type.isEmpty() || method.isEmpty()) {
			throw invalid(key, text, type.isEmpty() ? "it names no class" : "there is no method behind its '#'");
		}
		checkWords(key, text, type, method);
		boolean qualified = type.indexOf('.') >= 0 || type.equals("**");
		return new MethodPattern(text, compile(type), qualified, compile(method), parts.length > 1);
	}

	private static void checkWords(String key, String text, String type, String method) {
		for (String word : StringUtils.delimitedListToStringArray(type + "." + method, ".")) {
			if (word.isEmpty()) {
				throw invalid(key, text, "it has two dots in a row, or one at an end");
			}
			if (!WORD.matcher(word).matches()) {
				throw invalid(key, text,
						"'%s' is no name of a package, class or method, with or without asterisks".formatted(word));
			}
			if (word.contains("**") && (!word.equals("**") || method.contains("**"))) {
				throw invalid(key, text, "two asterisks stand for packages only");
			}
		}
		Matcher dotted = DOTTED_METHOD.matcher(type);
		if (method.equals("*") && dotted.matches()) {
			throw new InvalidTracingPropertyException(key, text,
					"'%s' looks like a method, and a method follows a '#'".formatted(dotted.group(2)),
					"Write '%s#%s'.".formatted(type.substring(0, type.lastIndexOf('.')), dotted.group(2)));
		}
	}

	private static InvalidTracingPropertyException invalid(String key, String text, String reason) {
		return new InvalidTracingPropertyException(key, text, reason, FIX);
	}

	/**
	 * Compiles a pattern. Two asterisks match packages of any depth; one asterisk matches
	 * within a name.
	 */
	private static Pattern compile(String pattern) {
		StringBuilder regex = new StringBuilder();
		for (int i = 0; i < pattern.length(); i++) {
			char c = pattern.charAt(i);
			if (pattern.startsWith("**.", i)) {
				regex.append("(?:.*\\.)?");
				i += 2;
			}
			else if (pattern.startsWith("**", i)) {
				regex.append(".*");
				i++;
			}
			else {
				regex.append((c == '*') ? "[^.]*" : Pattern.quote(String.valueOf(c)));
			}
		}
		return Pattern.compile(regex.toString());
	}

	/**
	 * Returns whether the pattern matches a method, by the class of the bean, or by a
	 * superclass or an interface that declares the method.
	 */
	boolean matches(BeanTypes types, Method candidate) {
		return this.method.matcher(candidate.getName()).matches()
				&& (matches(types.own()) || types.declaring(candidate).stream().anyMatch(this::matches));
	}

	boolean matches(Class<?> candidate) {
		if (this.qualified) {
			return this.type.matcher(candidate.getName()).matches();
		}
		String name = candidate.getName()
			.substring(candidate.getPackageName().isEmpty() ? 0 : candidate.getPackageName().length() + 1);
		return this.type.matcher(candidate.getSimpleName()).matches() || this.type.matcher(name).matches();
	}

}
