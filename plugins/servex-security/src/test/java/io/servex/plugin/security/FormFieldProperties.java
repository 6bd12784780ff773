package io.servex.plugin.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

/** A form's field is found whatever else the form has, and nothing is found in what is no form. */
class FormFieldProperties {
  private static final String URL_ENCODED = "application/x-www-form-urlencoded";
  private static final String MULTIPART = "multipart/form-data; boundary=\"x-=1\"";

  @Property
  void findsFieldsOfUrlEncodedForms(
      @ForAll @Size(max = 6) Map<String, String> others, @ForAll String value) {
    others.remove("token");
    var form = encoded(others) + "&token=" + encode(value) + "&" + encoded(others);

    assertThat(FormField.find("token", URL_ENCODED, bytes(form)))
        .isEqualTo(new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8));
    assertThat(FormField.find("token", URL_ENCODED, bytes(encoded(others)))).isNull();
  }

  private static String encoded(Map<String, String> fields) {
    return fields.entrySet().stream()
        .map(field -> encode(field.getKey()) + "=" + encode(field.getValue()))
        .collect(Collectors.joining("&"));
  }

  private static String encode(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  @Property
  void findsFieldsOfMultipartForms(
      @ForAll @Size(max = 4) Map<@AlphaChars String, @AlphaChars @NumericChars String> others,
      @ForAll @AlphaChars @StringLength(max = 50) String value) {
    others.remove("token");
    var form = new StringBuilder("preamble\r\n");
    others.forEach((name, content) -> part(form, name, content));
    var without = form + "--x-=1--\r\n";
    part(form, "token", value);
    others.forEach((name, content) -> part(form, name, content));
    form.append("--x-=1--\r\n");

    assertThat(FormField.find("token", MULTIPART, bytes(form.toString()))).isEqualTo(value);
    assertThat(FormField.find("token", MULTIPART, bytes(without))).isNull();
  }

  private static void part(StringBuilder form, String name, String content) {
    form.append("--x-=1\r\nContent-Type: text/plain\r\nContent-Disposition: form-data; name=\"")
        .append(name)
        .append("\"; filename=\"token\"\r\n\r\n")
        .append(content)
        .append("\r\n");
  }

  @Property
  void survivesAnything(@ForAll byte[] body) {
    FormField.find("t", URL_ENCODED, body);
    FormField.find("t", MULTIPART, body);
    FormField.find("t", "multipart/form-data", body);
  }

  @Property
  void findsNothingThatIsCutOff(@ForAll @AlphaChars @StringLength(min = 1, max = 9) String value) {
    var form = new StringBuilder();
    part(form, "token", value);

    assertThat(FormField.find("token", MULTIPART, bytes(form.substring(0, form.length() - 1))))
        .isNull();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
