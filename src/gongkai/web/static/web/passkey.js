// Says in words what a browser says of a passkey in an exception: most often that somebody pressed "cancel".
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const said = document.querySelector(".gk-sign__passkey") ?? document.createElement("p");
  said.className = "gk-sign__message gk-sign__message--warning gk-sign__passkey";
  said.setAttribute("role", "status");
  said.textContent = window.PublicKeyCredential
    ? "通行密钥没有用成：可能是取消了，或者这把密钥不属于本网站。请再试一次，或改用其他方式。"
    : "这个浏览器不能在本地址使用通行密钥：需要HTTPS，请改用其他方式。";
  document.querySelector(".gk-main").prepend(said);
});
